package dev.assay.agent.campaign;

import dev.assay.learning.digest.Digest;
import dev.assay.research.fingerprint.Fingerprint;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import dev.assay.research.program.Program;
import dev.assay.research.program.Programs;
import dev.assay.runtime.task.TaskCatalog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A campaign as somebody asks for it: nothing of it has been checked. What is wrong is found here for every way in which a
 * campaign can be started.
 *
 * @param name of the campaign
 * @param seed root of all random choices
 * @param profileText the task profile
 * @param programText the program
 * @param maxCandidates of the agent after the baseline; empty = the program's cap
 */
public record CampaignOrder(
        String name, long seed, String profileText, String programText, Optional<Integer> maxCandidates) {
    /** What names a score's computation in every fingerprint: raised whenever a score may change for the same model and rows. */
    public static final String EVALUATOR = "assay-evaluator-1";

    /** What {@link #isName} asks for, for people. */
    public static final String NAME_RULE =
            "letters, digits, '.', '_' and '-', beginning with a letter or digit, 100 at most";

    /** Bytes of profile and of program: what a message between nodes holds well. */
    public static final int LONGEST_TEXT = 64 * 1024;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final int MOST_CANDIDATES = 100_000;

    /** How the parts of an order are called where it comes from, for messages. */
    public record Parts(String name, String seed, String maxCandidates, String profile, String program) {
        /** In the commands. */
        public static final Parts OPTIONS = new Parts("--name", "--seed", "--max-candidates", "PROFILE", "program");

        /** In messages and documents. */
        public static final Parts FIELDS = new Parts("name", "seed", "max_candidates", "profile", "program");
    }

    /** Whether a campaign can be called that. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** What is wrong with what stands beside the texts. */
    public static List<Problem> problems(
            Optional<String> name, long seed, Optional<Integer> maxCandidates, Parts parts) {
        List<Problem> wrong = new ArrayList<>();
        if (seed < 0) {
            wrong.add(Problem.ofOption(parts.seed(), Long.toString(seed), "is " + seed + ", must be at least 0"));
        }
        maxCandidates
                .filter(cap -> cap < 0 || cap > MOST_CANDIDATES)
                .ifPresent(cap -> wrong.add(Problem.ofOption(
                        parts.maxCandidates(),
                        Integer.toString(cap),
                        "is " + cap + ", must be 0 to " + MOST_CANDIDATES)));
        name.filter(given -> !isName(given))
                .ifPresent(
                        given -> wrong.add(
                                Problem.ofOption(
                                        parts.name(),
                                        given,
                                        "is '" + given
                                                + "', must be 1 to 100 letters, digits, '.', '_' or '-', the first a letter or digit")));
        return wrong;
    }

    /** Everything that must be equal for two scores to be comparable. */
    public static Fingerprint fingerprint(Profile profile, Program program, Digest rows) {
        return Fingerprint.of(profile, program, EVALUATOR, rows);
    }

    /**
     * What the campaign is started with. Blocks while the task's data are read.
     *
     * @throws InvalidInput with everything that is wrong with it
     */
    public CampaignSpec check(TaskCatalog tasks) throws InvalidInput {
        Parts parts = Parts.FIELDS;
        List<Problem> wrong = new ArrayList<>(problems(Optional.of(name), seed, maxCandidates, parts));
        Optional<Profile> profile = parse(profileText, parts.profile(), Profiles::parse, wrong);
        Optional<Program> program = parse(programText, parts.program(), Programs::parse, wrong);
        if (!wrong.isEmpty()) {
            throw new InvalidInput(wrong);
        }
        Digest rows = tasks.task(profileText).rows();
        return new CampaignSpec(
                seed,
                profileText,
                programText,
                fingerprint(profile.orElseThrow(), program.orElseThrow(), rows).fields(),
                maxCandidates.orElse(program.orElseThrow().candidateCap()));
    }

    private static <T> Optional<T> parse(String text, String part, Parser<T> parser, List<Problem> wrong) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_TEXT) {
            wrong.add(new Problem(part, 0, "", "", "has " + bytes + " bytes, must have at most " + LONGEST_TEXT));
            return Optional.empty();
        }
        try {
            return Optional.of(parser.parse(text, part));
        } catch (InvalidInput e) {
            wrong.addAll(e.problems());
            return Optional.empty();
        }
    }

    private interface Parser<T> {
        T parse(String text, String name) throws InvalidInput;
    }
}
