package dev.assay.bench;

import dev.assay.ledger.campaign.CampaignChain;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.RecordedEvent;
import dev.assay.ledger.trial.TrialChain;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.wire.EventCodec;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;

/** From recorded events to state: a campaign's fold alone, and with the decoding of each event and the check of its chain; a ledger's
 * trials too. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ReplayBenchmark {
    private static final int CANDIDATES_WITH_TRIALS = 200;
    private static final int ROUNDS = 10;
    private static final int GOAL = 100_000;

    /** Candidates of the campaign, 12 events each. */
    @Param({"1000", "10000"})
    public int candidates;

    private List<CampaignEvent> campaign;
    private List<Stored> storedCampaign;
    private List<Stored> storedTrials;

    /** An event as it lies in a journal. */
    private record Stored(String persistenceId, String manifest, byte[] bytes) {
        static Stored of(RecordedEvent recorded) {
            return new Stored(
                    recorded.persistenceId(),
                    EventCodec.manifest(recorded.event()),
                    recorded.entry().bytes());
        }

        @SuppressWarnings("unchecked")
        <E> Entry<E> entry() {
            return (Entry<E>) EventCodec.read(manifest, bytes);
        }
    }

    @Setup
    public void prepare() {
        List<RecordedEvent> recorded = ofCampaign(candidates)
                .events()
                .filter(one -> one.event() instanceof CampaignEvent)
                .toList();
        campaign = recorded.stream().map(one -> (CampaignEvent) one.event()).toList();
        storedCampaign = recorded.stream().map(Stored::of).toList();
        storedTrials = ofTrials()
                .events()
                .filter(one -> one.event() instanceof TrialEvent)
                .map(Stored::of)
                .toList();
    }

    @Benchmark
    public CampaignState fold() {
        return CampaignState.of(campaign);
    }

    /** What a campaign does when it recovers, but for the reading from the database. */
    @Benchmark
    public CampaignState decodeAndFold() {
        CampaignChain chain = CampaignChain.EMPTY;
        for (Stored stored : storedCampaign) {
            chain = chain.apply(stored.entry());
        }
        return chain.state();
    }

    /** Trials two at a time, as they lie in the journal; of the same size whatever the campaign's. */
    @Benchmark
    public Map<String, TrialChain> decodeAndFoldTrials() {
        Map<String, TrialChain> trials = new HashMap<>();
        for (Stored stored : storedTrials) {
            TrialChain before = trials.getOrDefault(stored.persistenceId(), TrialChain.EMPTY);
            trials.put(stored.persistenceId(), before.apply(stored.entry()));
        }
        return trials;
    }

    /** Its trials are made only for the ends of their chains, so they are short. */
    private static SyntheticHistory ofCampaign(int candidates) {
        return new SyntheticHistory(candidates, 1);
    }

    private static SyntheticHistory ofTrials() {
        return new SyntheticHistory(CANDIDATES_WITH_TRIALS, ROUNDS);
    }

    static List<String> figures(List<RunResult> results) {
        return results.stream().map(ReplayBenchmark::figure).toList();
    }

    private static String figure(RunResult result) {
        String benchmark = result.getParams().getBenchmark();
        String name = benchmark.substring(benchmark.lastIndexOf('.') + 1);
        int candidates = Integer.parseInt(result.getParams().getParam("candidates"));
        long events = name.equals("decodeAndFoldTrials")
                ? ofTrials().size() - ofTrials().campaignSize()
                : ofCampaign(candidates).campaignSize();
        double millis = result.getPrimaryResult().getStatistics().getPercentile(50);
        return String.format(
                Locale.ROOT,
                "Replay, %s, %,d candidates: %,.0f events/s (%,d events in %.1f ms; goal: %,d events/s)",
                name,
                candidates,
                events / millis * 1000,
                events,
                millis,
                GOAL);
    }
}
