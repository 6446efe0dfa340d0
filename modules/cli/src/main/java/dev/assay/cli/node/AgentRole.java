package dev.assay.cli.node;

import com.typesafe.config.Config;
import dev.assay.agent.board.CampaignBoard;
import dev.assay.agent.decision.CampaignRules;
import dev.assay.api.campaign.CampaignApi;
import dev.assay.api.http.ApiServer;
import dev.assay.api.http.BearerToken;
import dev.assay.ledger.journal.PostgresCampaigns;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.runtime.task.TaskCatalog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/** What an agent node does: the board of campaigns is on one of them, and each may listen for commands to it. */
final class AgentRole {
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
    private static final Duration LAST_BACKOFF = Duration.ofSeconds(10);
    private static final double JITTER = 0.1;

    private AgentRole() {}

    /** The secret of the node's API, if it has one; read before anything is started. */
    static Optional<BearerToken> token(NodeSettings settings) throws InvalidInput {
        return settings.api().isPresent()
                ? Optional.of(BearerToken.read(settings.api().get().tokenFile()))
                : Optional.empty();
    }

    /**
     * Takes part in running campaigns.
     *
     * @return where the API listens, if it does
     * @throws IOException when it cannot
     */
    static Optional<String> start(
            ActorSystem<?> system,
            NodeSettings settings,
            Optional<BearerToken> token,
            TaskCatalog tasks,
            Clock clock,
            Config config)
            throws IOException {
        PostgresCampaigns campaigns = new PostgresCampaigns(settings.ledger().orElseThrow());
        system.getWhenTerminated().thenRun(campaigns::close);
        Behavior<CampaignBoard.Command> board = CampaignBoard.create(new CampaignBoard.Services(
                campaigns, tasks, clock, CampaignRules::read, config.getInt("assay.agent.width")));
        ActorRef<CampaignBoard.Command> everywhere = ClusterSingleton.get(system)
                .init(SingletonActor.of(
                                Behaviors.supervise(board)
                                        .onFailure(SupervisorStrategy.restartWithBackoff(
                                                FIRST_BACKOFF, LAST_BACKOFF, JITTER)),
                                "campaigns")
                        .withSettings(ClusterSingletonSettings.create(system).withRole(NodeRole.AGENT.word())));
        return token.isEmpty() ? Optional.empty() : Optional.of(listen(system, settings, token.get(), everywhere));
    }

    private static String listen(
            ActorSystem<?> system, NodeSettings settings, BearerToken token, ActorRef<CampaignBoard.Command> board)
            throws IOException {
        Endpoint address = settings.api().orElseThrow().address();
        try {
            InetSocketAddress bound = ApiServer.start(
                            system, address.host(), address.port(), token, CampaignApi.operations(system, board))
                    .toCompletableFuture()
                    .join();
            return "http://" + new Endpoint(address.host(), bound.getPort());
        } catch (CompletionException e) {
            throw new IOException("the node cannot listen for commands at " + address + ": " + ClusterNode.root(e), e);
        }
    }
}
