package dev.assay.bench;

import com.typesafe.config.ConfigFactory;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.H2Journal;
import dev.assay.ledger.journal.Journal;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.PostgresJournal;
import dev.assay.ledger.journal.PostgresSettings;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;

/**
 * Durable events a second through Pekko Persistence: the events of a synthetic campaign, each report by itself and what lies between
 * two reports in one write, as a campaign stores them; the next write begins when the one before is acknowledged.
 * For PostgreSQL: {@code run.sh Append -p journal=conf/ledger-postgres.conf}, on a database that was initialised.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 3)
@Measurement(iterations = 7)
public class AppendBenchmark {
    private static final String H2 = "h2";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** {@code h2}, or the settings of a PostgreSQL database. */
    @Param(H2)
    public String journal;

    @Param("200")
    public int candidates;

    private Path folder;
    private Journal.Hold hold;
    private ActorSystem<Append> system;
    private List<List<CampaignEvent>> writes;

    /** Stores all writes from this one on, one after the other. */
    record Append(int write, ActorRef<Long> replyTo) {}

    @Setup(Level.Iteration)
    public void start() throws IOException, InvalidInput {
        folder = Files.createTempDirectory("assay-bench");
        String campaign = "append-" + folder.getFileName();
        writes = writes(candidates);
        Journal opened = journal.equals(H2)
                ? new H2Journal(folder)
                : new PostgresJournal(PostgresSettings.read(Path.of(journal)), campaign);
        hold = opened.hold();
        system = ActorSystem.create(
                Behaviors.setup(context -> new Recorder(campaign, writes, context.getSelf())),
                "append",
                opened.config().withFallback(ConfigFactory.load()).resolve());
    }

    @TearDown(Level.Iteration)
    public void stop() throws IOException {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
        hold.close();
        BenchFolder.delete(folder);
    }

    @Benchmark
    public long append() {
        return AskPattern.<Append, Long>ask(system, replyTo -> new Append(0, replyTo), PATIENCE, system.scheduler())
                .toCompletableFuture()
                .join();
    }

    private static List<List<CampaignEvent>> writes(int candidates) {
        List<List<CampaignEvent>> writes = new ArrayList<>();
        List<CampaignEvent> decided = new ArrayList<>();
        new SyntheticHistory(candidates, 1)
                .events()
                .map(recorded -> recorded.event())
                .filter(CampaignEvent.class::isInstance)
                .map(CampaignEvent.class::cast)
                .forEach(event -> {
                    if (event instanceof TrialReported) {
                        close(decided, writes);
                        writes.add(List.of(event));
                    } else {
                        decided.add(event);
                    }
                });
        close(decided, writes);
        return writes;
    }

    private static void close(List<CampaignEvent> decided, List<List<CampaignEvent>> writes) {
        if (!decided.isEmpty()) {
            writes.add(List.copyOf(decided));
            decided.clear();
        }
    }

    /** A campaign that only stores. */
    private static final class Recorder extends EventSourcedBehavior<Append, Entry<CampaignEvent>, ChainHead> {
        private final List<List<CampaignEvent>> writes;
        private final ActorRef<Append> self;

        Recorder(String campaign, List<List<CampaignEvent>> writes, ActorRef<Append> self) {
            super(LedgerIds.campaign(campaign));
            this.writes = writes;
            this.self = self;
        }

        @Override
        public ChainHead emptyState() {
            return ChainHead.START;
        }

        @Override
        public EventHandler<ChainHead, Entry<CampaignEvent>> eventHandler() {
            return ChainHead::follow;
        }

        @Override
        public CommandHandler<Append, Entry<CampaignEvent>, ChainHead> commandHandler() {
            return newCommandHandlerBuilder()
                    .forAnyState()
                    .onCommand(
                            Append.class,
                            (head, append) -> Effect()
                                    .persist(EventCodec.sealAll(head, writes.get(append.write())))
                                    .thenRun(after -> next(after, append)))
                    .build();
        }

        private void next(ChainHead head, Append done) {
            if (done.write() + 1 == writes.size()) {
                done.replyTo().tell(head.sequence());
            } else {
                self.tell(new Append(done.write() + 1, done.replyTo()));
            }
        }
    }

    static List<String> figures(List<RunResult> results) {
        return results.stream().map(AppendBenchmark::figure).toList();
    }

    private static String figure(RunResult result) {
        double millis = result.getPrimaryResult().getStatistics().getPercentile(50);
        int candidates = Integer.parseInt(result.getParams().getParam("candidates"));
        long events = new SyntheticHistory(candidates, 1).campaignSize();
        boolean h2 = result.getParams().getParam("journal").equals(H2);
        return String.format(
                Locale.ROOT,
                "Append, %s: %,.0f durable events/s (%,d events in %,d writes; median; goal: %,d)",
                h2 ? "H2" : "PostgreSQL",
                events / millis * 1000,
                events,
                writes(candidates).size(),
                h2 ? 2_000 : 1_000);
    }
}
