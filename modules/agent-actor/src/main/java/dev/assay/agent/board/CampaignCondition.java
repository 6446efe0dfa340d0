package dev.assay.agent.board;

/** What becomes of a campaign. */
public enum CampaignCondition {
    /** It goes on. */
    RUNNING,
    /** An operator has paused it: trials that run go to their end. */
    PAUSED,
    /** It was asked to stop: trials that are out end, the incumbent is confirmed. */
    STOPPING,
    FINISHED,
    /** A process outside the cluster has it, and the cluster leaves it alone until it is resumed here. */
    ELSEWHERE,
    /** It cannot go on from its ledger, and waiting does not mend that. */
    BROKEN
}
