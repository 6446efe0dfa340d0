package dev.assay.agent.decision;

import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import dev.assay.research.program.Program;
import dev.assay.research.program.Programs;
import dev.assay.research.search.CalibrationTable;
import dev.assay.research.search.LocalTpeProposer;
import dev.assay.research.search.Proposer;

/**
 * What a campaign's decisions depend on besides its ledger.
 *
 * @param calibration proposes the profile's table, entry by entry
 * @param search proposes from what the ledger shows
 */
public record CampaignRules(Profile profile, Program program, Proposer calibration, Proposer search) {

    /** The rules that the texts of a campaign's start stand for; throws when they were never checked. */
    public static CampaignRules read(String profileText, String programText) {
        try {
            return new CampaignRules(
                    Profiles.parse(profileText, "profile"),
                    Programs.parse(programText, "program"),
                    new CalibrationTable(),
                    new LocalTpeProposer());
        } catch (InvalidInput e) {
            throw new IllegalStateException(
                    "the campaign was started with texts that are not valid: " + e.getMessage(), e);
        }
    }
}
