package dev.assay.ledger.journal;

import org.apache.pekko.persistence.typed.PersistenceId;

/** Persistence ids: {@code campaign|<id>} and {@code trial|<trialId>}. Stored with every event, so they never change. */
public final class LedgerIds {
    /** Entity type of campaigns. */
    public static final String CAMPAIGN = "campaign";

    /** Entity type of trials. */
    public static final String TRIAL = "trial";

    static final String CAMPAIGN_PREFIX = CAMPAIGN + "|";
    private static final String TRIAL_PREFIX = TRIAL + "|";

    private LedgerIds() {}

    public static PersistenceId campaign(String campaignId) {
        return PersistenceId.of(CAMPAIGN, campaignId);
    }

    public static PersistenceId trial(String trialId) {
        return PersistenceId.of(TRIAL, trialId);
    }

    /** Whether a persistence id is a trial's. */
    public static boolean isTrial(String persistenceId) {
        return persistenceId.startsWith(TRIAL_PREFIX);
    }

    /** Whether a persistence id is a campaign's. */
    public static boolean isCampaign(String persistenceId) {
        return persistenceId.startsWith(CAMPAIGN_PREFIX);
    }

    /** The id of the trial whose persistence id this is. */
    public static String trialId(String persistenceId) {
        return persistenceId.substring(TRIAL_PREFIX.length());
    }

    /** The id of the campaign whose persistence id this is. */
    public static String campaignId(String persistenceId) {
        return persistenceId.substring(CAMPAIGN_PREFIX.length());
    }

    /** What the persistence ids of a campaign's trials begin with: a trial's id is its campaign's id, '/', and more. */
    static String trialsOf(String campaignId) {
        return TRIAL_PREFIX + campaignId + "/";
    }
}
