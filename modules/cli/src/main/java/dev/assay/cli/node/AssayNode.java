package dev.assay.cli.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.assay.agent.campaign.Campaign;
import dev.assay.agent.decision.CampaignRules;
import dev.assay.cli.BadInput;
import dev.assay.cli.run.RunFolder;
import dev.assay.client.policy.PolicyGate;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.journal.Journal;
import dev.assay.ledger.journal.JournalException;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.server.trial.Trial;
import dev.assay.server.trial.TrialServices;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * A cluster of one node that has every role, on loopback, with one campaign: what {@code simulate} runs on. The actors are
 * those of a {@link ClusterNode}.
 */
public final class AssayNode implements AutoCloseable {
    private static final ConfigParseOptions REQUIRED =
            ConfigParseOptions.defaults().setAllowMissing(false);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

    private final ActorSystem<Void> system;
    private final Journal.Hold journal;

    private AssayNode(ActorSystem<Void> system, Journal.Hold journal) {
        this.system = system;
        this.journal = journal;
    }

    /**
     * Starts a node that forms a cluster of its own and goes on with the run's campaign.
     *
     * @param engines asked for once the journal is this process's own: loading it is slow, a refusal should not be
     * @param trainingThreads local trainings at a time; 0 = what the configuration says
     * @throws JournalException when the run's journal cannot be had
     * @throws BadInput when there is no device of the kind that was asked for
     */
    public static AssayNode alone(RunFolder run, TaskCatalog tasks, EngineSource engines, int trainingThreads)
            throws BadInput {
        Journal journal = run.journal();
        return alone(run, journal, journal.hold(), tasks, engines, trainingThreads);
    }

    /**
     * As {@link #alone}, for a campaign that begins in this journal, which the run's folder remembers from then on.
     *
     * @throws JournalException also when the journal has the campaign already
     */
    public static AssayNode first(
            RunFolder run, Journal journal, TaskCatalog tasks, EngineSource engines, int trainingThreads)
            throws BadInput {
        Journal.Hold hold = journal.holdNew();
        try {
            journal.rememberIn(run.path());
        } catch (JournalException e) {
            hold.close();
            throw e;
        }
        return alone(run, journal, hold, tasks, engines, trainingThreads);
    }

    private static AssayNode alone(
            RunFolder run,
            Journal journal,
            Journal.Hold hold,
            TaskCatalog tasks,
            EngineSource engines,
            int trainingThreads)
            throws BadInput {
        try {
            return new AssayNode(start(run, journal, tasks, engines.load(), trainingThreads), hold);
        } catch (RuntimeException | BadInput e) {
            hold.close();
            throw e;
        }
    }

    private static ActorSystem<Void> start(
            RunFolder run, Journal journal, TaskCatalog tasks, List<TrainingEngine> engines, int trainingThreads) {
        Config config = NodeConfig.withDeviceThreads(
                NodeConfig.withTrainingThreads(
                        journal.config()
                                .withFallback(ConfigFactory.parseResources("simulation.conf", REQUIRED))
                                .withFallback(ConfigFactory.load()),
                        trainingThreads),
                engines);
        Transfer transfer = Transfer.alone();
        TrialServices services = new TrialServices(
                tasks,
                engines.get(0),
                run.blobs(),
                transfer,
                Clock.systemUTC(),
                config.getDuration("assay.server.open-timeout"));
        ActorSystem<Void> system = ActorSystem.create(
                NodeActors.client(tasks, NodeConfig.devices(config, engines), transfer, PolicyGate.open()),
                NodeConfig.SYSTEM,
                config.resolve());
        NodeActors.runTrials(system, services);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        return system;
    }

    /** The campaign's singleton, started here if it is not there yet. */
    public ActorRef<Campaign.Command> campaign(String campaignId, int width) {
        Behavior<Campaign.Command> campaign =
                Campaign.create(campaignId, width, Clock.systemUTC(), CampaignRules::read);
        return ClusterSingleton.get(system).init(SingletonActor.of(campaign, "campaign-" + campaignId));
    }

    /** A trial, wherever in the cluster it runs; messages wait until the node can take them. */
    public EntityRef<Trial.Command> trial(String trialId) {
        return ClusterSharding.get(system).entityRefFor(Trial.KEY, trialId);
    }

    /** Completes when another process has taken the campaign over, and this node must stop writing it. */
    public CompletionStage<JournalException> lostJournal() {
        return journal.lost();
    }

    public ActorSystem<Void> system() {
        return system;
    }

    /** Ends the node; what was under way goes on from its last checkpoint when the run is resumed. */
    @Override
    public void close() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            system.log().warn("the node did not end in {} s", STOP_TIMEOUT.toSeconds(), e);
        }
        try {
            journal.close();
        } catch (JournalException e) {
            // What was acknowledged is stored; a journal that failed under way may have nothing left to close.
            system.log().warn("the journal did not close", e);
        }
    }
}
