package dev.assay.bench;

import dev.assay.ledger.journal.RecordedEvent;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The journal of a campaign that nobody ran: deterministic, of any length, made while it is read, so that no more than one
 * batch of candidates is ever held. Its events follow on each other as those of a real campaign do,
 * in chains too.
 *
 * <p>A candidate has one proposal, five requested and five reported trials and one review. A trial is run by 8 sites, side by
 * side with another one; it has one refused update. Some candidates crash, few are kept, the last kept one is confirmed.
 *
 * @param candidates with the baseline, at least 2
 * @param rounds of a trial, at least 1
 */
record SyntheticHistory(int candidates, int rounds) {
    static final String CAMPAIGN_ID = "synthetic-1";
    static final int SITES = 8;

    /** Trials of a candidate in the search, and of each of the two in the confirmation. */
    static final int SEEDS = 5;

    /** Candidates that are proposed together. */
    static final int BATCH = 4;

    /** Every so many batches one proposal is refused. */
    static final int BATCHES_PER_REFUSAL = 25;

    /** Proposal and review, and the request and the report of each trial. */
    private static final int EVENTS_OF_CANDIDATE = 2 + 2 * SEEDS;

    /** Start, refused update and end. */
    private static final int EVENTS_OF_TRIAL_BESIDE_ROUNDS = 3;

    /** The campaign's start, three phases, the opening of the hold-out, the confirmation and the end. */
    private static final int EVENTS_OF_CAMPAIGN = 7;

    SyntheticHistory {
        if (candidates < 2 || rounds < 1) {
            throw new IllegalArgumentException("candidates is " + candidates + ", must be at least 2; rounds is "
                    + rounds + ", must be at least 1");
        }
    }

    /** The shortest one that has so many events, those of its trials with them. */
    static SyntheticHistory ofAtLeast(long events, int rounds) {
        int few = 2;
        int enough = 2;
        while (new SyntheticHistory(enough, rounds).size() < events) {
            few = enough;
            enough *= 2;
        }
        while (few < enough) {
            int middle = (few + enough) >>> 1;
            if (new SyntheticHistory(middle, rounds).size() < events) {
                few = middle + 1;
            } else {
                enough = middle;
            }
        }
        return new SyntheticHistory(enough, rounds);
    }

    /** All events, of the campaign and of its trials, in the order of writing. Every call begins anew. */
    Stream<RecordedEvent> events() {
        Iterator<RecordedEvent> events = new SyntheticEvents(this);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(events, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /** How many {@link #events()} there are. */
    long size() {
        long trials = (candidates + 2L) * SEEDS;
        return campaignSize() + trials * (rounds + EVENTS_OF_TRIAL_BESIDE_ROUNDS);
    }

    /** How many of them are the campaign's own. */
    long campaignSize() {
        long batches = (candidates - 1L + BATCH - 1) / BATCH;
        long confirming = 2L * 2 * SEEDS;
        return EVENTS_OF_CAMPAIGN
                + (long) EVENTS_OF_CANDIDATE * candidates
                + batches / BATCHES_PER_REFUSAL
                + confirming;
    }
}
