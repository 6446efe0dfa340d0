package dev.assay.agent.decision;

import dev.assay.learning.metric.Direction;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import dev.assay.research.program.Arm;
import dev.assay.research.program.Program;
import dev.assay.research.program.Programs;
import dev.assay.research.search.CalibrationTable;
import dev.assay.research.search.LocalTpeProposer;
import dev.assay.research.search.Proposer;
import dev.assay.research.search.RandomProposer;
import dev.assay.research.search.ScalarProposer;

/**
 * What a campaign's decisions depend on besides its ledger.
 *
 * @param direction which of two scores is the better one
 * @param calibration proposes the profile's table, entry by entry
 * @param search proposes from what the ledger shows
 */
public record CampaignRules(
        Profile profile, Program program, Direction direction, Proposer calibration, Proposer search) {

    /** The rules that the texts of a campaign's start stand for; throws when they were never checked. */
    public static CampaignRules read(String profileText, String programText) {
        try {
            Profile profile = Profiles.parse(profileText, "profile");
            return new CampaignRules(
                    profile,
                    Programs.parse(programText, "program"),
                    profile.direction(),
                    new CalibrationTable(),
                    new LocalTpeProposer());
        } catch (InvalidInput e) {
            throw new IllegalStateException(
                    "the campaign was started with texts that are not valid: " + e.getMessage(), e);
        }
    }

    /** Who proposes in an arm, the agent's search in its own. */
    Proposer proposer(Arm arm) {
        return switch (arm) {
            case AGENT -> search;
            case RANDOM -> new RandomProposer();
            case SCALAR -> new ScalarProposer();
        };
    }
}
