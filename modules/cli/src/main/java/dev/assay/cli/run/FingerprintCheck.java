package dev.assay.cli.run;

import dev.assay.cli.BadInput;
import dev.assay.cli.Home;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.research.fingerprint.Fingerprint;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import dev.assay.research.program.Program;
import dev.assay.research.program.Programs;
import java.nio.file.Path;
import java.util.List;

/**
 * A campaign goes on only under the fingerprint that it began under: neither another release nor an edited file may change
 * what its scores mean.
 *
 * @param run the run folder
 * @param evaluator name and version of what computes a score in this release
 */
public record FingerprintCheck(Path run, String evaluator) {
    /** Part of every fingerprint: raised whenever a score may change for the same model and rows. */
    public static final String EVALUATOR = "assay-evaluator-1";

    /** Another release may score otherwise, or read the recorded texts otherwise, than the one that began. */
    public void requireSameRelease(CampaignStarted start) throws InvalidInput, BadInput {
        Profile profile = Profiles.parse(start.profileText(), "profile of " + run);
        Program program = Programs.parse(start.programText(), "program of " + run);
        List<String> differences = differences(profile, program, start);
        if (!differences.isEmpty()) {
            throw new BadInput("the campaign of " + run + " began under another fingerprint:" + lines(differences)
                    + "\nIts scores would not compare: go on with the release that began it, or start a labelled"
                    + " sub-campaign: " + way(start, profile.task()));
        }
    }

    /** The files may have been edited since; what no score depends on may differ. */
    public void requireSameFiles(CampaignStarted start, RunSources sources) throws InvalidInput, BadInput {
        RunInputs inputs = RunInputs.read(sources);
        List<String> differences = differences(inputs.profile(), inputs.program(), start);
        if (!differences.isEmpty()) {
            throw new BadInput("the campaign of " + run + " began under another fingerprint than "
                    + sources.profile() + " and " + sources.program() + " have now:" + lines(differences)
                    + "\nIts scores would not compare: put the files back as they were, or start a labelled sub-campaign: "
                    + way(start, sources.folder().toString())
                    + (sources.settings().isEmpty() ? "" : ", with the --set values of before"));
        }
    }

    private List<String> differences(Profile profile, Program program, CampaignStarted start) {
        return Fingerprint.of(profile, program, evaluator).differencesFrom(new Fingerprint(start.fingerprint()));
    }

    private static String lines(List<String> differences) {
        return "\n  " + String.join("\n  ", differences);
    }

    private String way(CampaignStarted start, String profile) {
        return Home.command() + " simulate " + profile + " --parent " + run + " --label NAME --seed " + start.seed();
    }
}
