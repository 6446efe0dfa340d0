package dev.assay.ledger.journal;

import org.apache.pekko.persistence.typed.PersistenceId;

/** Persistence ids: {@code campaign|<id>} and {@code trial|<trialId>}. Stored with every event, so they never change. */
public final class LedgerIds {
    /** Entity type of campaigns. */
    public static final String CAMPAIGN = "campaign";

    /** Entity type of trials. */
    public static final String TRIAL = "trial";

    private LedgerIds() {}

    public static PersistenceId campaign(String campaignId) {
        return PersistenceId.of(CAMPAIGN, campaignId);
    }

    public static PersistenceId trial(String trialId) {
        return PersistenceId.of(TRIAL, trialId);
    }

    /** What the persistence ids of a campaign's trials begin with: a trial's id is its campaign's id, '/', and more. */
    static String trialsOf(String campaignId) {
        return TRIAL + "|" + campaignId + "/";
    }
}
