package dev.assay.ledger.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.history.ChainedHistory;
import dev.assay.ledger.history.History;
import dev.assay.ledger.history.TestingRecipes;
import dev.assay.ledger.history.TrialHistories;
import dev.assay.ledger.journal.StoredEntry;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.TrialStarted;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.proto.ledger.v1.LedgerV1;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Ledgers whose chains are whole, written by somebody who can seal: what their events say of each other does not fit. */
class LedgerVerifierTest {
    private static final List<CampaignEvent> CAMPAIGN = Campaigns.unfinished().events();
    private static final String TRIAL = "digits-1-2-2";

    @Test
    void honestLedgersAreIntactAndTheirHeadsAreFound() {
        for (History history : List.of(
                Campaigns.small(),
                Campaigns.unfinished(),
                Campaigns.withoutGain(),
                Campaigns.controlled(1),
                Campaigns.crashesOnly(),
                Campaigns.tiny())) {
            ChainedHistory ledger = ChainedHistory.of(history.events());
            LedgerVerifier verifier = new LedgerVerifier(Map.of());
            assertThat(first(verifier, ledger.rows())).isEmpty();
            assertThat(verifier.missing()).isEmpty();
            Verification found = verifier.end();
            assertThat(found.campaignId()).isEqualTo("digits-1");
            assertThat(found.events()).isEqualTo(ledger.rows().size());
            assertThat(found.head()).isEqualTo(ledger.heads().get(ChainedHistory.CAMPAIGN));
            found.openTrials()
                    .forEach((trial, head) ->
                            assertThat(head).isEqualTo(ledger.heads().get("trial|" + trial)));
            assertThat(found.checkpoints().keySet())
                    .isEqualTo(found.openTrials().keySet());
        }
    }

    @Test
    void modelsOfScoredTrialsAreNamedAndThoseOfOthersAreNot() {
        LedgerVerifier verifier = new LedgerVerifier(Map.of());
        first(verifier, ChainedHistory.of(Campaigns.small().events()).rows());

        assertThat(verifier.end().models())
                .contains(new Verification.NamedModel(TRIAL, Digest.ofText(TRIAL)))
                .noneMatch(model -> model.trialId().equals("digits-1-3-1"));
    }

    @Test
    void reportWithAnotherOutcomeThanTheTrialsIsFound() {
        assertThat(told(reported -> new TrialReported(
                        reported.at(), reported.trialId(), better(reported.outcome()), reported.chain())))
                .isEqualTo(
                        reportOf(TRIAL) + " reports the trial " + TRIAL + " with another outcome than the trial's own");
    }

    @Test
    void reportWithAnotherEndThanTheTrialsIsFound() {
        assertThat(toldEnd(end -> Optional.of(new ChainHead(end.sequence(), Digest.ofText("x")))))
                .startsWith(reportOf(TRIAL) + " reports the trial " + TRIAL + " as ended by event 4 with hash "
                        + Digest.ofText("x").brief() + ", but it ends by event 4");
        assertThat(toldEnd(end -> Optional.of(new ChainHead(end.sequence() - 1, end.hash()))))
                .contains("as ended by event 3")
                .contains("but it ends by event 4");
        assertThat(toldEnd(end -> Optional.of(new ChainHead(end.sequence() + 1, end.hash()))))
                .contains("with 5 events, of which only the first 4 are there");
        assertThat(toldEnd(end -> Optional.empty())).endsWith("without the end of its chain");
    }

    @Test
    void reportOfATrialThatHasNotEndedIsFound() {
        Map<String, List<TrialEvent>> trials = TrialHistories.of(CAMPAIGN);
        trials.compute(TRIAL, (id, events) -> events.subList(0, 3));

        assertThat(flaw(ChainedHistory.of(CAMPAIGN, trials, reported -> reported)))
                .isEqualTo(
                        reportOf(TRIAL) + " reports the trial " + TRIAL + " with another outcome than the trial's own");
    }

    @Test
    void startOfAnotherTrialThanTheRequestedOneIsFound() {
        for (UnaryOperator<TrialPlan> change : List.<UnaryOperator<TrialPlan>>of(
                plan -> new TrialPlan("x", plan.campaignId(), plan.candidate(), plan.recipe(), plan.seed(), false),
                plan -> new TrialPlan(plan.trialId(), "x", plan.candidate(), plan.recipe(), plan.seed(), false),
                plan -> new TrialPlan(plan.trialId(), plan.campaignId(), "c009", plan.recipe(), plan.seed(), false),
                plan -> new TrialPlan(
                        plan.trialId(),
                        plan.campaignId(),
                        plan.candidate(),
                        TestingRecipes.ALL.get(77),
                        plan.seed(),
                        false),
                plan -> new TrialPlan(
                        plan.trialId(), plan.campaignId(), plan.candidate(), plan.recipe(), plan.seed() + 1, false),
                plan -> new TrialPlan(
                        plan.trialId(), plan.campaignId(), plan.candidate(), plan.recipe(), plan.seed(), true))) {
            Map<String, List<TrialEvent>> trials = TrialHistories.of(CAMPAIGN);
            TrialStarted start = (TrialStarted) trials.get(TRIAL).get(0);
            trials.get(TRIAL)
                    .set(
                            0,
                            new TrialStarted(
                                    start.at(),
                                    change.apply(start.plan()),
                                    start.sites(),
                                    start.engine(),
                                    start.machine()));
            assertThat(flaw(ChainedHistory.of(CAMPAIGN, trials, reported -> reported)))
                    .startsWith("event 1 of trial|" + TRIAL + " starts another trial than the campaign asked for");
        }
    }

    @Test
    void eventOfATrialThatHasEndedIsFound() {
        Map<String, List<TrialEvent>> trials = TrialHistories.of(CAMPAIGN);
        trials.get(TRIAL).add(new UpdateRefused(Instant.EPOCH, 0, 0, "LATE", "late"));

        assertThat(flaw(ChainedHistory.of(CAMPAIGN, trials, reported -> reported)))
                .startsWith("event 5 of trial|" + TRIAL + " is in its chain but does not fit what is before it");
    }

    @Test
    void eventBehindATrialsReportIsFound() {
        ChainedHistory ledger = ChainedHistory.of(CAMPAIGN);
        List<StoredEntry> rows = new ArrayList<>(ledger.rows());
        int report = index(
                rows,
                event -> event instanceof TrialReported told && told.trialId().equals(TRIAL));
        rows.add(report + 1, rows.get(report - 1));

        assertThat(flaw(rows))
                .contains("event 4 of trial|" + TRIAL + " is of the trial " + TRIAL + ", which is not out");
    }

    @Test
    void secondReportOfATrialIsFound() {
        List<CampaignEvent> twice = new ArrayList<>(CAMPAIGN);
        int report = indexOf(
                twice,
                event -> event instanceof TrialReported told && told.trialId().equals(TRIAL));
        twice.add(report + 1, twice.get(report));

        assertThat(flaw(ChainedHistory.of(twice, TrialHistories.of(CAMPAIGN), reported -> reported)))
                .contains("reports the trial " + TRIAL + ", which is not out");
    }

    @Test
    void secondRequestOfATrialIsFound() {
        List<CampaignEvent> twice = new ArrayList<>(CAMPAIGN);
        int request = indexOf(
                twice,
                event -> event instanceof TrialRequested told && told.trialId().equals(TRIAL));
        twice.add(request + 1, twice.get(request));

        assertThat(flaw(ChainedHistory.of(twice, TrialHistories.of(CAMPAIGN), reported -> reported)))
                .startsWith("event " + (request + 2) + " of campaign|digits-1 is in its chain but does not fit");
    }

    @Test
    void trialThatIsAnchoredInAnotherRequestIsFound() {
        ChainedHistory ledger = ChainedHistory.of(CAMPAIGN);
        List<StoredEntry> rows = new ArrayList<>(ledger.rows());
        int first = index(
                rows,
                event -> event instanceof TrialStarted start
                        && start.plan().trialId().equals(TRIAL));
        StoredEntry row = rows.get(first);
        rows.set(
                first,
                StoredEntry.of(
                        row.persistenceId(),
                        EventCodec.seal(
                                ChainHead.anchoredIn(Digest.ofText("another request")),
                                row.entry().event())));

        assertThat(flaw(rows)).startsWith("event 1 of trial|" + TRIAL + " follows on an event with hash");
    }

    @Test
    void campaignUnderAnotherNameIsFound() {
        List<StoredEntry> rows = ChainedHistory.of(CAMPAIGN).rows().stream()
                .map(row -> new StoredEntry(
                        row.persistenceId().replace(ChainedHistory.CAMPAIGN, "campaign|other"),
                        row.sequenceNumber(),
                        row.serializer(),
                        row.manifest(),
                        row.bytes()))
                .toList();

        assertThat(flaw(rows))
                .isEqualTo("event 1 of campaign|other starts the campaign digits-1, which is not the one it is kept"
                        + " under");
    }

    @Test
    void eventOfACampaignThatIsKeptUnderATrialIsFound() {
        ChainedHistory ledger = ChainedHistory.of(CAMPAIGN);
        List<StoredEntry> rows = new ArrayList<>(ledger.rows());
        int report = index(
                rows,
                event -> event instanceof TrialReported told && told.trialId().equals(TRIAL));
        StoredEntry forged = StoredEntry.of(
                "trial|" + TRIAL, EventCodec.seal(rows.get(report - 1).entry().head(), CAMPAIGN.get(1)));
        rows.add(report, forged);

        assertThat(flaw(rows)).contains("is kept under a trial and is no event of one");
    }

    @Test
    void eventThatIsKeptUnderAnotherNumberOrIsNotChainedIsFound() {
        List<StoredEntry> rows = new ArrayList<>(ChainedHistory.of(CAMPAIGN).rows());
        StoredEntry row = rows.get(1);
        rows.set(1, new StoredEntry(row.persistenceId(), 9, row.serializer(), row.manifest(), row.bytes()));
        assertThat(flaw(rows)).isEqualTo("event 9 of campaign|digits-1 says of itself that it is event 2");

        StoredEntry unchained = StoredEntry.of(row.persistenceId(), unchained(row));
        rows.set(1, unchained);
        assertThat(flaw(rows)).contains("is not chained: nothing vouches for it");
    }

    @Test
    void rowOfAnotherProgramIsFound() {
        List<StoredEntry> rows = new ArrayList<>(ChainedHistory.of(CAMPAIGN).rows());
        StoredEntry row = rows.get(1);
        rows.set(1, new StoredEntry(row.persistenceId(), 2, 4, row.manifest(), row.bytes()));

        assertThat(flaw(rows)).endsWith("was not written by this program: its serializer is 4");
    }

    @Test
    void ledgerThatHasGrownGoesOnFromEveryHeadThatItEverHad() {
        ChainedHistory ledger = ChainedHistory.of(CAMPAIGN);
        for (StoredEntry row : ledger.rows()) {
            LedgerVerifier verifier =
                    new LedgerVerifier(Map.of(row.persistenceId(), row.entry().head()));
            assertThat(first(verifier, ledger.rows())).isEmpty();
            assertThat(verifier.missing()).as(row.toString()).isEmpty();

            ChainHead wrong = new ChainHead(row.sequenceNumber(), Digest.ofText("x"));
            assertThat(first(new LedgerVerifier(Map.of(row.persistenceId(), wrong)), ledger.rows()))
                    .hasValueSatisfying(flaw -> assertThat(flaw.toString())
                            .startsWith("event " + row.sequenceNumber() + " of " + row.persistenceId())
                            .contains("is another event than the one that the checkpoint vouches for"));
        }
    }

    @Test
    void ledgerOfNothingIsNoLedger() {
        assertThat(new LedgerVerifier(Map.of()).missing())
                .hasValue(new Flaw("the ledger", "has no event of a campaign"));
    }

    private static Entry<?> unchained(StoredEntry row) {
        try {
            return EventCodec.read(
                    row.manifest(),
                    LedgerV1.CampaignEntry.parseFrom(row.bytes()).toBuilder()
                            .clearSchema()
                            .clearSequence()
                            .clearPrevious()
                            .build()
                            .toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TrialOutcome better(TrialOutcome outcome) {
        Scored scored = (Scored) outcome;
        return new Scored(scored.selection() + 0.1, scored.holdOut(), scored.model(), scored.cost());
    }

    private static String toldEnd(Function<ChainHead, Optional<ChainHead>> change) {
        return told(reported -> new TrialReported(
                reported.at(),
                reported.trialId(),
                reported.outcome(),
                change.apply(reported.chain().orElseThrow())));
    }

    private static String told(UnaryOperator<TrialReported> change) {
        return flaw(ChainedHistory.of(
                CAMPAIGN,
                TrialHistories.of(CAMPAIGN),
                reported -> reported.trialId().equals(TRIAL) ? change.apply(reported) : reported));
    }

    private static String reportOf(String trial) {
        return "event "
                + (1
                        + indexOf(
                                CAMPAIGN,
                                event -> event instanceof TrialReported told
                                        && told.trialId().equals(trial)))
                + " of campaign|digits-1";
    }

    private static int index(List<StoredEntry> rows, Predicate<Object> wanted) {
        return indexOf(rows.stream().map(row -> row.entry().event()).toList(), wanted::test);
    }

    private static <E> int indexOf(List<E> events, Predicate<? super E> wanted) {
        for (int i = 0; i < events.size(); i++) {
            if (wanted.test(events.get(i))) {
                return i;
            }
        }
        throw new AssertionError("none of " + events);
    }

    private static String flaw(ChainedHistory ledger) {
        return flaw(ledger.rows());
    }

    private static String flaw(List<StoredEntry> rows) {
        return first(new LedgerVerifier(Map.of()), rows).orElseThrow().toString();
    }

    private static Optional<Flaw> first(LedgerVerifier verifier, List<StoredEntry> rows) {
        for (StoredEntry row : rows) {
            Optional<Flaw> flaw =
                    verifier.next(Reading.of("event " + row.sequenceNumber() + " of " + row.persistenceId(), row));
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        return Optional.empty();
    }
}
