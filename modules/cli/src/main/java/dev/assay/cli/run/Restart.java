package dev.assay.cli.run;

import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.research.frontmatter.InvalidInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The command that starts a campaign once more: the same profile, program, settings, seed, cap and lineage. */
final class Restart {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./=:,+@%-]+");

    private Restart() {}

    /**
     * For a shell in the installation's folder; a sub-campaign's names its parent's run folder PARENT, which no file of the
     * run knows.
     *
     * @return empty when the files are gone or were edited, so that no command would start the same campaign
     */
    static Optional<String> command(CampaignStarted start, RunSources sources) {
        return isUnchanged(start, sources) ? Optional.of(words(start, sources)) : Optional.empty();
    }

    private static boolean isUnchanged(CampaignStarted start, RunSources sources) {
        if (sources.profileIsGone() || sources.programIsGone()) {
            return false;
        }
        try {
            RunInputs now = RunInputs.read(sources);
            return now.profile().text().equals(start.profileText())
                    && now.program().text().equals(start.programText());
        } catch (InvalidInput e) {
            return false;
        }
    }

    private static String words(CampaignStarted start, RunSources sources) {
        List<String> words = new ArrayList<>(List.of("./assay", "simulate", quoted(profile(sources))));
        words.addAll(List.of("--seed", String.valueOf(start.seed())));
        words.addAll(List.of("--max-candidates", String.valueOf(start.maxCandidates())));
        sources.settings().forEach((key, value) -> words.addAll(List.of("--set", quoted(key + "=" + value))));
        start.lineage()
                .ifPresent(lineage -> words.addAll(List.of("--parent", "PARENT", "--label", quoted(lineage.label()))));
        return String.join(" ", words);
    }

    /** The name of a shipped profile, which lies beside the program; the folder of any other. */
    private static String profile(RunSources sources) {
        Path shipped = sources.program().toAbsolutePath().normalize().getParent();
        Path folder = sources.folder();
        return folder.startsWith(shipped) && !folder.equals(shipped)
                ? shipped.relativize(folder).toString()
                : folder.toString();
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
