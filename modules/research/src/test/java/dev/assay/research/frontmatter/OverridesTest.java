package dev.assay.research.frontmatter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverridesTest {
    private static final String TEXT = """
            ---
            task: digits
            title: "Digits \uD83D\uDD22 of sites"   # an emoji is one character, and two of Java's
            splits: {train: 0.4, seed: 1}   # of all rows

            budget:
              rounds: 12
              # Sites that a round needs.
              min_sites: 8      # of 8

            model:
              hidden: [64, 32]  # two layers
              names:
                - first
                - second
            baseline:
              lr: 0.05
            empty:
            ---

            # Prose

            rounds: 12
            """;

    @Test
    void replacesScalarAndKeepsAllTheRest() throws InvalidInput {
        assertThat(apply(TEXT, "budget.rounds", "3")).isEqualTo(TEXT.replaceFirst("rounds: 12", "rounds: 3"));
        assertThat(apply(TEXT, "budget.min_sites", "5")).isEqualTo(TEXT.replace("min_sites: 8 ", "min_sites: 5 "));
        assertThat(apply(TEXT, "task", "other")).isEqualTo(TEXT.replace("task: digits", "task: other"));
    }

    @Test
    void replacesQuotedValueWithItsQuotes() throws InvalidInput {
        assertThat(apply(TEXT, "title", "plain")).contains("\ntitle: plain   # an emoji");
    }

    @Test
    void replacesValueInsideFlowMappingBehindAnEmoji() throws InvalidInput {
        assertThat(apply(TEXT, "splits.train", "0.25")).isEqualTo(TEXT.replace("train: 0.4", "train: 0.25"));
    }

    @Test
    void replacesFlowListAndFlowMapping() throws InvalidInput {
        assertThat(apply(TEXT, "model.hidden", "[8]")).isEqualTo(TEXT.replace("[64, 32]", "[8]"));
        assertThat(apply(TEXT, "splits", "{train: 1}")).isEqualTo(TEXT.replace("{train: 0.4, seed: 1}", "{train: 1}"));
    }

    @Test
    void replacesBlockAndKeepsTheLinesBelowWhereTheyAre() throws InvalidInput {
        String changed = apply(TEXT, "model.names", "[third]");
        assertThat(line(changed, "baseline:")).isEqualTo(line(TEXT, "baseline:"));
        assertThat(changed).contains("[third]\n").doesNotContain("first", "second");
        assertThat(apply(changed, "baseline.lr", "1")).contains("  lr: 1\n");

        String budget = apply(TEXT, "budget", "{rounds: 1}");
        assertThat(line(budget, "model:")).isEqualTo(line(TEXT, "model:"));
        assertThat(apply(budget, "budget.rounds", "2")).contains("{rounds: 2}").contains("# of 8");
    }

    @Test
    void givesValueToKeyThatHasNone() throws InvalidInput {
        assertThat(apply(TEXT, "empty", "5")).isEqualTo(TEXT.replace("empty:", "empty: 5"));
    }

    @Test
    void appliesSeveralKeysInAnyOrder() throws InvalidInput {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("model.hidden", "[16, 16, 16]");
        values.put("baseline.lr", "0.125");
        values.put("budget.rounds", "1000000");
        assertThat(apply(TEXT, values))
                .isEqualTo(TEXT.replace("[64, 32]", "[16, 16, 16]")
                        .replace("lr: 0.05", "lr: 0.125")
                        .replaceFirst("rounds: 12", "rounds: 1000000"));
    }

    @Test
    void keepsWindowsLineEnds() throws InvalidInput {
        String windows = TEXT.replace("\n", "\r\n");
        assertThat(apply(windows, "budget.rounds", "3"))
                .isEqualTo(TEXT.replaceFirst("rounds: 12", "rounds: 3").replace("\n", "\r\n"));
        String changed = apply(windows, "model.names", "[third]");
        assertThat(line(changed, "baseline:")).isEqualTo(line(windows, "baseline:"));
        assertThat(apply(changed, "baseline.lr", "1")).contains("  lr: 1\r\n");
    }

    @Test
    void leavesProseAlone() throws InvalidInput {
        assertThat(apply(TEXT, "budget.rounds", "3")).endsWith("# Prose\n\nrounds: 12\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rounds", "budget.round", "budget.rounds.x", "model.names.first", "budget.", ".", "", "..", "a b"
            })
    void refusesKeyThatIsNotThere(String key) {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> apply(TEXT, key, "7"))
                .satisfies(e -> assertThat(e.problems())
                        .singleElement()
                        .satisfies(problem ->
                                assertThat(problem.toString()).contains("profile.md", "there is no such value")));
    }

    @Test
    void namesEveryKeyThatIsNotThere() {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> apply(TEXT, Map.of("x", "1", "budget.rounds", "2", "budget.y", "3")))
                .satisfies(
                        e -> assertThat(e.problems()).extracting(Problem::key).containsExactly("budget.y", "x"));
    }

    @Test
    void leavesTextWithoutReadableFrontMatterToItsOwnCheck() throws InvalidInput {
        for (String text : List.of("", "no front matter", "---\nnever: closed\n", "---\na: [1\n---\n", "---\n---\n")) {
            assertThat(apply(text, "budget.rounds", "3")).isEqualTo(text);
        }
    }

    private static String apply(String text, String key, String value) throws InvalidInput {
        return apply(text, Map.of(key, value));
    }

    private static String apply(String text, Map<String, String> values) throws InvalidInput {
        Problems problems = new Problems("profile.md");
        String changed = Overrides.apply(text, values, problems);
        problems.throwIfAny();
        return changed;
    }

    @Test
    void keyThatIsNotThereKeepsNoOtherFromBeingSet() {
        Problems problems = new Problems("profile.md");
        String changed = Overrides.apply(TEXT, Map.of("budget.rounds", "2", "budget.y", "3"), problems);
        assertThat(changed).contains("rounds: 2");
        assertThat(problems.found())
                .singleElement()
                .satisfies(problem -> assertThat(problem.key()).isEqualTo("budget.y"));
    }

    private static long line(String text, String start) {
        return text.lines().takeWhile(line -> !line.startsWith(start)).count();
    }
}
