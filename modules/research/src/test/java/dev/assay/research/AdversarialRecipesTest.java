package dev.assay.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.digest.Digest;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import dev.assay.research.guard.ProposalGuard;
import dev.assay.research.guard.Screened;
import dev.assay.research.guard.Violation;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cheating and broken recipes and profiles: each is refused before anything is trained, or is the same as one that is not
 * cheating. The cheats of clients are in {@code AdversarialClientsTest} of {@code modules/server-actor}; more
 * broken files lie in {@code src/test/resources/broken}, those of data are in {@code AdversarialFilesTest} of {@code modules/data}.
 */
class AdversarialRecipesTest {
    private static final String MAX_NORM = "max_norm: 100";

    private final Profile profile = TestingProfiles.profile();
    private final Recipe baseline = profile.baseline();

    /** What the guard says to a change of the baseline that a proposer wrote. */
    private List<String> violations(Map<String, String> change) {
        Screened screened = ProposalGuard.screen(profile, baseline, change, Set.of(baseline.digest()));
        assertThat(screened.recipe().isPresent())
                .isEqualTo(screened.violations().isEmpty());
        return screened.violations().stream().map(Violation::toString).toList();
    }

    /** Learning rates go from 0.001 to 1 here: all of these are other ways to write something outside, or no number. */
    @ParameterizedTest(name = "lr: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            1.0000000001   | must be from 0.001 to 1
            1.5            | must be from 0.001 to 1
            +1.5           | must be from 0.001 to 1
            15e-1          | must be from 0.001 to 1
            .5e1           | must be from 0.001 to 1
            5.             | must be from 0.001 to 1
            010            | must be from 0.001 to 1
            2              | must be from 0.001 to 1
            ' 2 '          | must be from 0.001 to 1
            0.0000010      | must be from 0.001 to 1
            0              | must be a number from 0.000001 to 10
            -0.0           | must be a number from 0.000001 to 10
            1e-400         | must be a number from 0.000001 to 10
            -0.5           | must be a number from 0.000001 to 10
            1e400          | must be a finite decimal number
            1e99999        | must be a finite decimal number
            NaN            | must be a finite decimal number
            Infinity       | must be a finite decimal number
            -.inf          | must be a finite decimal number
            0x10           | must be a finite decimal number
            0x1p3          | must be a finite decimal number
            0o17           | must be a finite decimal number
            1_000          | must be a finite decimal number
            1'000          | must be a finite decimal number
            1,5            | must be a finite decimal number
            1.5f           | must be a finite decimal number
            \uff11.5       | must be a finite decimal number
            \u0661         | must be a finite decimal number
            '"1.5"'        | must be a finite decimal number
            1.5.0          | must be a finite decimal number
            1.5e           | must be a finite decimal number
            '1.5 0.1'      | must be a finite decimal number
            1/2            | must be a finite decimal number
            50%            | must be a finite decimal number
            """)
    void numberOutOfBoundsIsRefusedInEverySpelling(String spelling, String limit) {
        assertThat(violations(Map.of("lr", spelling)))
                .singleElement()
                .asString()
                .startsWith("lr is ")
                .contains(limit);
    }

    @Test
    void numberOfAThousandDigitsIsRefused() {
        assertThat(violations(Map.of("lr", "0." + "1".repeat(1_000))))
                .singleElement()
                .asString()
                .contains("finite decimal number");
    }

    @ParameterizedTest(name = "knob {index}")
    @CsvSource({
        "learning_rate",
        "LR",
        "'lr '",
        "'1r'",
        "l\u0433",
        "\uff4cr",
        "seed",
        "rounds",
        "min_sites",
        "metric",
        "evaluator",
        "data.file",
        "hold_out",
        "''"
    })
    void knobThatIsNotOnTheSurfaceIsRefused(String key) {
        assertThat(violations(Map.of(key, "0.1")))
                .first()
                .asString()
                .contains("must be a knob of the mutation surface");
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of(
                        "both local modes",
                        Map.of("local_epochs", "1", "local_steps", "5"),
                        "absent where local_epochs"),
                Arguments.of("epochs above their axis", Map.of("local_epochs", "200"), "a whole number from 1 to 2"),
                Arguments.of("half an epoch", Map.of("local_epochs", "0.5"), "a whole number"),
                Arguments.of("no epoch", Map.of("local_epochs", "0"), "a whole number from 1 to 1000"),
                Arguments.of("steps that cost more than the cap", Map.of("local_steps", "1000"), "must be at most 24"),
                Arguments.of("a batch of everything", Map.of("batch_size", "65536"), "a whole number from 8 to 64"),
                Arguments.of("an architecture of its own", Map.of("architecture", "resnet"), "one of"),
                Arguments.of("an architecture from a path", Map.of("architecture", "../mlp"), "a name of a-z"),
                Arguments.of("a rule of its own", Map.of("aggregator", "eval"), "one of fedavg"),
                Arguments.of(
                        "a knob that its rule ignores", Map.of("server_momentum", "0.5"), "no effect under fedavg"),
                Arguments.of(
                        "the rate of another rule",
                        Map.of("aggregator", "fedadam", "server_lr", "3"),
                        "from 0.001 to 1"),
                Arguments.of("nothing at all", Map.of(), "different from every earlier candidate"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void recipeThatLeavesTheSurfaceIsRefused(String name, Map<String, String> change, String limit) {
        assertThat(violations(change)).anyMatch(violation -> violation.contains(limit));
    }

    /** A candidate is what its canonical text says: spelling and order make no second one. */
    @Test
    void candidateInAnotherSpellingOrOrderIsADuplicate() {
        Map<String, String> first = new LinkedHashMap<>();
        first.put("lr", "0.1");
        first.put("momentum", "0.5");
        Map<String, String> again = new LinkedHashMap<>();
        again.put("momentum", "5.0e-1");
        again.put("lr", "0.10");
        Digest tried = ProposalGuard.screen(profile, baseline, first, Set.of())
                .recipe()
                .orElseThrow()
                .digest();

        assertThat(ProposalGuard.screen(profile, baseline, again, Set.of(tried)).violations())
                .singleElement()
                .asString()
                .startsWith("recipe is ")
                .contains("different from every earlier candidate");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            max_steps: 1055    | max_steps is 1056, must be at most 1055
            max_bytes: 3720000 | max_bytes is 7388160, must be at most 3720000
            """)
    void costIsRefusedBeforeAnythingIsTrained(String cap, String message) {
        Profile capped = TestingProfiles.profile(
                "max_sample_passes: 24 ",
                "max_sample_passes: unlimited\n  " + cap + " ",
                "  local_epochs: 2\n",
                "  local_steps: 1\n",
                "change: {aggregator: scaffold}",
                "change: {clip_norm: 1}");
        Recipe costly = capped.baseline()
                .with(Map.of(Knob.AGGREGATOR, KnobValue.of("scaffold")))
                .with(Map.of(Knob.LOCAL_EPOCHS, KnobValue.of(2)));

        assertThat(ProposalGuard.cost(capped, capped.baseline())).isEmpty();
        assertThat(ProposalGuard.check(capped, costly, Set.of()))
                .extracting(Violation::toString)
                .contains(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "max_sample_passes: infinite, 'the word unlimited'",
        "max_sample_passes: Unlimited, 'the word unlimited'",
        "max_sample_passes: .inf, 'finite decimal number'",
        "max_sample_passes:, ''",
        "max_passes: 24, 'max_sample_passes'",
        "max_sample_passes: 0, 'above 0'"
    })
    void capIsSwitchedOffByOneWordOnly(String cap, String problem) {
        assertThat(problems(TestingProfiles.text("profile.md", "max_sample_passes: 24 ", cap + " ")))
                .anyMatch(line -> line.contains(problem));
    }

    /** What stands in for the update bound, in YAML. */
    @ParameterizedTest(name = "max_norm: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            1e400          | finite decimal number
            1e-400         | finite decimal number
            1e999999999    | finite decimal number
            .inf           | finite decimal number
            .nan           | finite decimal number
            0x10           | finite decimal number
            0o17           | finite decimal number
            1_000          | a number
            '"100"'        | a number
            \uff11\uff10\uff10 | a number
            !!java.lang.Double 100 | tag
            [100]          | a number
            {a: 100}       | a number
            -100           | above 0
            -0.0           | above 0
            """)
    void numberInYamlIsJudgedByWhatItIs(String spelling, String problem) {
        String text = TestingProfiles.text("profile.md", MAX_NORM, "max_norm: " + spelling);

        assertThat(problems(text)).isNotEmpty().anyMatch(line -> line.contains(problem));
    }

    static Stream<Arguments> texts() {
        String sound = TestingProfiles.text("profile.md");
        String laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n";
        return Stream.of(
                Arguments.of("a key twice", sound.replace(MAX_NORM, MAX_NORM + "\n  max_norm: 1000000"), "there twice"),
                Arguments.of(
                        "a section twice",
                        sound.replace("updates:", "updates: {max_norm: 1}\nupdates:"),
                        "there twice"),
                Arguments.of(
                        "a key twice, once in quotes",
                        sound.replace(MAX_NORM, MAX_NORM + "\n  \"max_norm\": 1000000"),
                        "there twice"),
                Arguments.of(
                        "a key that looks the same",
                        sound.replace(MAX_NORM, MAX_NORM + "\n  max_n\u043erm: 1000000"),
                        "unknown key"),
                Arguments.of(
                        "a billion laughs", sound.replace("updates:", laughs + "updates:"), "aliases are not allowed"),
                Arguments.of("an alias", sound.replace(MAX_NORM, "max_norm: *n"), "aliases are not allowed"),
                Arguments.of(
                        "a merge key",
                        sound.replace(MAX_NORM, MAX_NORM + "\n  <<: {max_norm: 1000000}"),
                        "merge keys are not allowed"),
                Arguments.of(
                        "a tag that makes an object",
                        sound.replace("loss: cross_entropy", "loss: !!javax.script.ScriptEngineManager [x]"),
                        ""),
                Arguments.of(
                        "a hundred levels",
                        sound.replace("loss: cross_entropy", "loss: " + "[".repeat(100) + "]".repeat(100)),
                        "levels deep"),
                Arguments.of(
                        "ten thousand levels",
                        sound.replace("loss: cross_entropy", "loss: " + "[".repeat(10_000) + "]".repeat(10_000)),
                        ""),
                Arguments.of("a megabyte", sound + "x".repeat(1 << 20), "must have at most 262144"),
                Arguments.of("two documents", sound.replace("updates:", "...\n--- {}\nupdates:"), ""),
                Arguments.of("a data file above the folder", file(sound, "../digits.csv.gz"), "inside a data folder"),
                Arguments.of("a data file by its whole path", file(sound, "/etc/passwd"), "inside a data folder"),
                Arguments.of("a way up in the middle", file(sound, "a/../../digits.csv.gz"), "inside a data folder"),
                Arguments.of("a way up with backslashes", file(sound, "..\\digits.csv.gz"), "inside a data folder"),
                Arguments.of("a hidden file", file(sound, ".git/config"), "inside a data folder"),
                Arguments.of("a file address", sound.replace("address: https://", "address: file:///"), "http"),
                Arguments.of(
                        "all rows in every part",
                        sound.replace(
                                "train: 0.4, selection: 0.3, hold_out: 0.3", "train: 1, selection: 1, hold_out: 1"),
                        "below 1"),
                Arguments.of(
                        "rows in two parts",
                        sound.replace("train: 0.4, selection: 0.3", "train: 0.6, selection: 0.3"),
                        "must add up to 1"),
                Arguments.of(
                        "no sealed part",
                        sound.replace("selection: 0.3, hold_out: 0.3", "selection: 0.6, hold_out: 0"),
                        "above 0"),
                Arguments.of(
                        "an architecture above the cap",
                        sound.replace("hidden: [64]", "hidden: [4096, 4096]"),
                        "must have at most max_parameters"),
                Arguments.of(
                        "layers that overflow a count",
                        sound.replace("hidden: [64]", "hidden: [1000000000, 1000000000]"),
                        ""));
    }

    private static String file(String profile, String path) {
        return profile.replace("file: digits.csv.gz", "file: " + path);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void profileThatIsNotWhatItSeemsIsRefused(String name, String text, String problem) {
        assertThat(text).isNotEqualTo(TestingProfiles.text("profile.md"));
        assertThat(problems(text)).isNotEmpty().anyMatch(line -> line.contains(problem));
    }

    /** A recipe that comes over the network is its canonical text, and nothing but that. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "lr=0.05, lr=0.050",
        "lr=0.05, lr=5e-2",
        "lr=0.05, 'lr=0.05\nlr=0.5'",
        "lr=0.05, 'lr=0.05\nseed=1'",
        "local_epochs=2, 'local_epochs=2\nlocal_steps=4'",
        "assay.recipe.v1, assay.recipe.v2",
        "lr=0.05, 'lr=0.05 '"
    })
    void recipeThatIsNotCanonicalIsRefused(String from, String to) {
        String forged = baseline.canonical().replace(from, to);

        assertThat(forged).isNotEqualTo(baseline.canonical());
        assertThatThrownBy(() -> Recipe.parse(forged)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> problems(String text) {
        try {
            Profiles.parse(text, "profile.md");
            return List.of();
        } catch (InvalidInput e) {
            return e.problems().stream().map(Problem::toString).toList();
        }
    }
}
