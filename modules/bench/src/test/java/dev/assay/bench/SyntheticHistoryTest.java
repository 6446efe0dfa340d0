package dev.assay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignChain;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Status;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.RecordedEvent;
import dev.assay.ledger.trial.TrialChain;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialState;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.research.program.Arm;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntheticHistoryTest {
    @ParameterizedTest
    @CsvSource({"2, 1", "3, 2", "6, 3", "101, 1", "301, 2"})
    void saysHowManyEventsItHas(int candidates, int rounds) {
        SyntheticHistory history = new SyntheticHistory(candidates, rounds);

        assertThat(history.events()).hasSize((int) history.size());
        assertThat(history.events().filter(one -> one.event() instanceof CampaignEvent))
                .hasSize((int) history.campaignSize());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1000, 4", "123456, 10"})
    void isAsShortAsItMayBe(long events, int rounds) {
        SyntheticHistory history = SyntheticHistory.ofAtLeast(events, rounds);

        assertThat(history.size()).isGreaterThanOrEqualTo(events);
        assertThat(history.candidates() == 2 || new SyntheticHistory(history.candidates() - 1, rounds).size() < events)
                .isTrue();
    }

    @Test
    void itsEventsFollowOnEachOtherInTheCampaignAndInEveryTrial() {
        CampaignChain chain = CampaignChain.EMPTY;
        Map<String, TrialChain> trials = new HashMap<>();
        Map<String, Digest> requests = new HashMap<>();
        for (RecordedEvent recorded : smallHistory().events().toList()) {
            assertThat(recorded.sequenceNumber()).isEqualTo(recorded.entry().sequence());
            if (recorded.event() instanceof TrialEvent) {
                TrialChain before = trials.getOrDefault(recorded.persistenceId(), TrialChain.EMPTY);
                trials.put(recorded.persistenceId(), before.apply(entry(recorded)));
            } else {
                chain = chain.apply(entry(recorded));
            }
            if (recorded.event() instanceof TrialRequested request) {
                requests.put(
                        LedgerIds.trial(request.trialId()).id(),
                        recorded.entry().hash());
            }
            if (recorded.event() instanceof TrialReported report) {
                TrialChain trial = trials.get(LedgerIds.trial(report.trialId()).id());
                assertThat(trial.head()).isEqualTo(report.chain());
            }
        }

        CampaignState campaign = chain.state();
        assertThat(campaign.isFinished()).isTrue();
        assertThat(campaign.confirmation()).isPresent();
        assertThat(campaign.candidates()).hasSize(130);
        assertThat(campaign.candidates(Arm.AGENT)).hasSize(129);
        assertThat(campaign.candidates().stream()
                        .map(record -> record.candidate().recipe().digest()))
                .doesNotHaveDuplicates();
        assertThat(campaign.candidates().stream().map(record -> record.status()))
                .contains(Status.KEEP, Status.DISCARD, Status.CRASH)
                .doesNotContain(Status.CANDIDATE);
        assertThat(trials).hasSize(132 * SyntheticHistory.SEEDS);
        trials.forEach((id, trial) -> {
            assertThat(trial.state()).as(id).isInstanceOf(TrialState.Ended.class);
            assertThat(trial.anchor()).as(id).contains(requests.get(id));
        });
    }

    @Test
    void hasEveryKindOfEventThatACampaignHasByItself() {
        Set<String> kinds = new HashSet<>();
        smallHistory()
                .events()
                .map(recorded -> EventCodec.manifest(recorded.event()))
                .forEach(kinds::add);

        Set<String> all = new HashSet<>();
        for (Class<?> events : List.of(CampaignEvent.class, TrialEvent.class)) {
            for (Class<?> event : events.getPermittedSubclasses()) {
                all.add(event.getSimpleName() + ".v1");
            }
        }
        all.removeAll(Set.of(
                "StopRequested.v1", "PauseRequested.v1", "ResumeRequested.v1", "HoldOutScored.v1", "ReportWritten.v1"));
        assertThat(kinds).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void isTheSameEveryTime() {
        assertThat(smallHistory().events())
                .containsExactlyElementsOf(smallHistory().events().toList());
    }

    @SuppressWarnings("unchecked")
    private static <E> Entry<E> entry(RecordedEvent recorded) {
        return (Entry<E>) recorded.entry();
    }

    private static SyntheticHistory smallHistory() {
        return new SyntheticHistory(130, 2);
    }
}
