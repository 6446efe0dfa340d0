package dev.assay.ledger.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScore;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScored;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.research.cost.Cost;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NeededBlobsTest {
    private static final Digest MODEL = Digest.ofText("the final model");

    private final NeededBlobs needed = new NeededBlobs();

    @Test
    void needsTheLastCheckpointOfATrialThatIsUnderWay() {
        needed.addTrial("t", List.of(round(0), round(1), round(2)));

        assertThat(needed.checkpoints()).containsOnlyKeys(checkpoint(2)).containsValue("t");
        assertThat(needed.models()).isEmpty();
        assertThat(needed.contains(checkpoint(1))).isFalse();
    }

    @Test
    void needsTheFinalModelAndNoCheckpointOfAScoredTrialThatTheCampaignHasNotHeardOf() {
        needed.addTrial("t", List.of(round(0), round(1), ended(scored())));

        assertThat(needed.models()).containsOnlyKeys(MODEL).containsValue("t");
        assertThat(needed.checkpoints()).isEmpty();
    }

    @Test
    void needsNothingOfAFailedTrialOrOneThatHasNoRound() {
        Failed failed = new Failed(FailureCode.DIVERGED, "at round 1", Cost.NONE);
        needed.addTrial("t", List.of(round(0), ended(failed)));
        needed.addTrial("u", List.of());
        needed.addCampaign(List.of(new TrialReported(Instant.EPOCH, "t", failed, Optional.empty())));

        assertThat(needed.models()).isEmpty();
        assertThat(needed.checkpoints()).isEmpty();
    }

    /** Even if the trial's own events are not there, as in a journal that was cut. */
    @Test
    void needsEveryModelThatTheCampaignNames() {
        List<CampaignEvent> events = Campaigns.small().events();
        Digest read = Digest.ofText("scored on the hold-out");

        needed.addCampaign(events);
        needed.addCampaign(
                List.of(new HoldOutScored(Instant.EPOCH, List.of(new HoldOutScore("t", 0, 1, read, 0.5)), List.of())));

        Set<Digest> named = new TreeSet<>(Set.of(read));
        for (CampaignEvent event : events) {
            if (event instanceof TrialReported reported && reported.outcome() instanceof Scored scored) {
                named.add(scored.model());
            }
        }
        assertThat(named).hasSizeGreaterThan(10);
        assertThat(needed.models()).containsOnlyKeys(named);
    }

    /** A new kind of event with a digest may name a file that is read again: then it has to be looked at here. */
    @Test
    void everyEventThatNamesADigestIsKnown() {
        assertThat(Stream.concat(
                                Arrays.stream(CampaignEvent.class.getPermittedSubclasses()),
                                Arrays.stream(TrialEvent.class.getPermittedSubclasses()))
                        .filter(NeededBlobsTest::hasDigest)
                        .map(Class::getSimpleName))
                .containsExactlyInAnyOrder(
                        // The parent's fingerprint.
                        "CampaignStarted",
                        "TrialReported",
                        "HoldOutScored",
                        // Files of the report, which lie elsewhere.
                        "ReportWritten",
                        "RoundCompleted",
                        "TrialEnded");
    }

    private static boolean hasDigest(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Arrays.stream(generic.getActualTypeArguments()).anyMatch(NeededBlobsTest::hasDigest);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == Digest.class) {
            return true;
        }
        if (plain.isRecord() && plain.getPackageName().startsWith("dev.assay.ledger")) {
            return Arrays.stream(plain.getRecordComponents())
                    .map(RecordComponent::getGenericType)
                    .anyMatch(NeededBlobsTest::hasDigest);
        }
        return plain.isSealed() && Arrays.stream(plain.getPermittedSubclasses()).anyMatch(NeededBlobsTest::hasDigest);
    }

    private static TrialEvent round(int round) {
        return new RoundCompleted(
                Instant.EPOCH, round, Digest.ofText("model " + round), checkpoint(round), List.of(), Cost.NONE);
    }

    private static Digest checkpoint(int round) {
        return Digest.ofText("checkpoint " + round);
    }

    private static TrialEvent ended(TrialOutcome outcome) {
        return new TrialEnded(Instant.EPOCH, outcome);
    }

    private static TrialOutcome scored() {
        return new Scored(0.5, OptionalDouble.empty(), MODEL, Cost.NONE);
    }
}
