package dev.assay.cli.run;

import dev.assay.agent.campaign.CampaignOrder;
import dev.assay.cli.BadInput;
import dev.assay.cli.Home;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.research.fingerprint.Fingerprint;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import dev.assay.research.program.Program;
import dev.assay.research.program.Programs;
import dev.assay.runtime.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A campaign goes on only under the fingerprint that it began under: neither another release nor an edited file may change
 * what its scores mean.
 *
 * @param run the run folder
 * @param evaluator name and version of what computes a score in this release
 * @param sources where profile and program were read from, where that is known
 */
public record FingerprintCheck(Path run, String evaluator, Optional<RunSources> sources) {
    /** The evaluator of this release. */
    public static final String EVALUATOR = CampaignOrder.EVALUATOR;

    /** The recorded texts, as this release reads them. */
    public record Recorded(Profile profile, Program program) {}

    /**
     * Another release may score otherwise, or read the recorded texts otherwise, than the one that began.
     *
     * @return the recorded texts
     */
    public Recorded requireSameRelease(CampaignStarted start) throws BadInput {
        Recorded recorded = recorded(start);
        requireNoneOfRelease(differences(recorded.profile(), recorded.program(), start), start);
        return recorded;
    }

    /**
     * Another release may also make other rows of the same files.
     *
     * @param rows digest of the rows that this release makes
     */
    public void requireSameRows(CampaignStarted start, Recorded recorded, Digest rows) throws BadInput {
        requireNoneOfRelease(
                Fingerprint.of(recorded.profile(), recorded.program(), evaluator, rows)
                        .differencesFrom(new Fingerprint(start.fingerprint())),
                start);
    }

    /** As above; a ledger may be from before the rows of some tasks were named by their sites. */
    public void requireSameRows(CampaignStarted start, Recorded recorded, Task task) throws BadInput {
        Fingerprint known = new Fingerprint(start.fingerprint());
        Optional<Digest> earlier = known.hasRows(task.rows())
                ? Optional.empty()
                : task.rowsInEarlierLedgers().filter(known::hasRows);
        requireSameRows(start, recorded, earlier.orElseGet(task::rows));
    }

    /**
     * The files may have been edited since; what no score depends on may differ.
     *
     * @return what could not be checked, as sentences for people
     */
    public List<String> requireSameFiles(CampaignStarted start, Recorded recorded) throws InvalidInput, BadInput {
        if (sources.isEmpty()) {
            return unremembered(start, recorded);
        }
        RunSources known = sources.get();
        List<String> differences = differences(known, start, recorded);
        if (!differences.isEmpty()) {
            throw new BadInput("the campaign of " + run + " began under another fingerprint than "
                    + known.profile() + " and " + known.program() + " have now:" + lines(differences)
                    + "\nIts scores would not compare: put the files back as they were, or start a labelled sub-campaign: "
                    + way(start));
        }
        List<String> notices = new ArrayList<>();
        if (known.profileIsGone()) {
            notices.add(gone("profile", known.profile()));
        }
        if (known.programIsGone()) {
            notices.add(gone("program", known.program()));
        }
        return notices;
    }

    /** The installation's files may differ only by values that were set, which are not known: so they stop nothing. */
    private List<String> unremembered(CampaignStarted start, Recorded recorded) throws InvalidInput {
        String where = run + " does not say where profile and program came from";
        Optional<RunSources> installed =
                RunInputs.installed(Home.folder(), recorded.profile().task());
        if (installed.isEmpty()) {
            return List.of(where + ": edits of them cannot be seen, and it goes on with what it has recorded");
        }
        List<String> differences = differences(installed.get(), start, recorded);
        return differences.isEmpty()
                ? List.of()
                : List.of(where + ", and " + installed.get().profile() + " with "
                        + installed.get().program() + " differs from what it has recorded, by an edit or by --set; it"
                        + " goes on with what it has recorded:" + lines(differences));
    }

    private static String gone(String what, Path file) {
        return "the " + what + " " + file
                + " is no longer there: edits of it cannot be seen, and the campaign goes on with what it has recorded";
    }

    private Recorded recorded(CampaignStarted start) throws BadInput {
        List<Problem> problems = new ArrayList<>();
        Profile profile = read(start.profileText(), "profile of " + run, Profiles::parse, problems);
        Program program = read(start.programText(), "program of " + run, Programs::parse, problems);
        if (!problems.isEmpty()) {
            throw new BadInput("the campaign of " + run
                    + " was recorded by another release, and this one cannot read its"
                    + " texts:" + lines(problems.stream().map(Problem::toString).toList())
                    + "\nNothing is to be mended there: " + ways(start));
        }
        return new Recorded(profile, program);
    }

    private static <T> T read(String text, String name, Parser<T> parser, List<Problem> problems) {
        try {
            return parser.parse(text, name);
        } catch (InvalidInput e) {
            problems.addAll(e.problems());
            return null;
        }
    }

    private void requireNoneOfRelease(List<String> differences, CampaignStarted start) throws BadInput {
        if (!differences.isEmpty()) {
            throw new BadInput("the campaign of " + run + " began under another fingerprint:" + lines(differences)
                    + "\nIts scores would not compare: " + ways(start));
        }
    }

    private List<String> differences(RunSources files, CampaignStarted start, Recorded recorded) throws InvalidInput {
        RunInputs inputs = RunInputs.readOr(files, recorded.profile(), recorded.program());
        return differences(inputs.profile(), inputs.program(), start);
    }

    /** Without the rows, which follow from the texts and are read later. */
    private List<String> differences(Profile profile, Program program, CampaignStarted start) {
        return Fingerprint.ofTexts(profile, program, evaluator)
                .differencesFrom(new Fingerprint(start.fingerprint()).withoutRows());
    }

    private static String lines(List<String> differences) {
        return "\n  " + String.join("\n  ", differences);
    }

    private String ways(CampaignStarted start) {
        return "go on with the release that began it, or start a labelled sub-campaign: " + way(start);
    }

    /** The task's name is no profile, unless the installation has one of that name. */
    private String way(CampaignStarted start) {
        String task = start.fingerprint().getOrDefault("task", "").replace("\"", "");
        String profile = sources.map(known -> known.folder().toString())
                .orElseGet(() -> !task.isEmpty()
                                && RunInputs.installed(Home.folder(), task).isPresent()
                        ? task
                        : "PROFILE");
        boolean set = sources.map(known -> !known.settings().isEmpty()).orElse(false);
        return Home.command() + " simulate " + profile + " --parent " + run + " --label NAME --seed " + start.seed()
                + (set ? ", with the --set values of before" : "");
    }

    private interface Parser<T> {
        T parse(String text, String name) throws InvalidInput;
    }
}
