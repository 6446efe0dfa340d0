package dev.assay.agent.decision;

import dev.assay.research.profile.Profile;
import dev.assay.research.program.Program;
import dev.assay.research.search.Proposer;

/**
 * What a campaign's decisions depend on besides its ledger.
 *
 * @param calibration proposes the profile's table, entry by entry
 * @param search proposes from what the ledger shows
 */
public record CampaignRules(Profile profile, Program program, Proposer calibration, Proposer search) {}
