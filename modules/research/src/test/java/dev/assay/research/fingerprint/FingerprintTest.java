package dev.assay.research.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.research.TestingProfiles;
import dev.assay.research.profile.Profile;
import dev.assay.research.program.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
    private static final String EVALUATOR = "accuracy 1";
    private static final Digest ROWS = Digest.ofText("rows");

    private final Profile profile = TestingProfiles.profile();
    private final Program program = TestingProfiles.program();
    private final Fingerprint original = Fingerprint.of(profile, program, EVALUATOR, ROWS);

    @Test
    void isTheSameForTheSameInputs() {
        Fingerprint again = Fingerprint.of(TestingProfiles.profile(), TestingProfiles.program(), EVALUATOR, ROWS);

        assertThat(again).isEqualTo(original);
        assertThat(again.digest()).isEqualTo(original.digest());
        assertThat(again.differencesFrom(original)).isEmpty();
    }

    @Test
    void doesNotDependOnTheProfilesProse() {
        assertThat(Fingerprint.of(TestingProfiles.profile("Prose.", "Other prose."), program, EVALUATOR, ROWS))
                .isEqualTo(original);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sha256: 46ab     | sha256: 56ab     | data.sha256
            scale: 0.0625    | scale: 0.125     | data.reader.scale
            selection: 0.3, hold_out: 0.3 | selection: 0.35, hold_out: 0.25 | splits.hold_out splits.selection
            alpha: 0.3       | alpha: 0.4       | partition.alpha
            max_parameters: 20000 | max_parameters: 20001 | model.max_parameters
            hidden: [64]     | hidden: [63]     | model.architectures.mlp.hidden
            max_sample_passes: 24 | max_sample_passes: 25 | cost.max_sample_passes
            max_norm: 100    | max_norm: 101    | updates.max_norm
            min_sites: 8     | min_sites: 7     | budget.min_sites
            '  lr: 0.05'     | '  lr: 0.06'     | baseline.lr
            task: digits     | task: digits-2   | task
            max: 0.95, weight | max: 0.94, weight | surface.server_momentum.max
            label: 64        | label: 63        | data.reader.label
            'direction: maximize}' | 'direction: maximize, over: rows}' | metric.over
            """)
    void seesEveryFieldThatComparisonNeeds(String from, String to, String fields) {
        Fingerprint changed = Fingerprint.of(TestingProfiles.profile(from, to), program, EVALUATOR, ROWS);

        assertThat(changed.differencesFrom(original).stream()
                        .map(difference -> difference.substring(0, difference.indexOf(" is "))))
                .containsExactly(fields.split(" "));
        assertThat(changed.digest()).isNotEqualTo(original.digest());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            title: Handwritten   | title: Printed
            hypothesis: A weak   | hypothesis: A faint
            terms: CC BY 4.0     | terms: CC BY-SA 4.0
            address: https://    | address: http://
            max: 0.95, weight: 2 | max: 0.95, weight: 1
            """)
    void doesNotDependOnWhatNoScoreDependsOn(String from, String to) {
        assertThat(Fingerprint.of(TestingProfiles.profile(from, to), program, EVALUATOR, ROWS))
                .isEqualTo(original);
    }

    @Test
    void hasOneSpellingOfANumber() {
        Fingerprint spelt = Fingerprint.of(
                TestingProfiles.profile("hidden: [64], dropout: 0.1", "hidden: [64], dropout: 1.0e-1"),
                program,
                EVALUATOR,
                ROWS);

        assertThat(spelt).isEqualTo(original);
        assertThat(original.fields())
                .containsEntry("model.architectures.mlp.dropout", "0.1")
                .containsEntry("model.architectures.mlp.hidden", "[64]")
                .containsEntry("partition.rule", "\"dirichlet\"");
    }

    @Test
    void seesTheProgramAndTheEvaluator() {
        Program other = TestingProfiles.program("confidence: 0.8", "confidence: 0.9");

        assertThat(Fingerprint.of(profile, other, "accuracy 2", ROWS).differencesFrom(original))
                .hasSize(2)
                .contains("evaluator is accuracy 2, was accuracy 1")
                .anyMatch(line -> line.startsWith("program is "));
    }

    @Test
    void seesTheRowsThatTheDataWereMadeInto() {
        Digest others = Digest.ofText("other rows");
        Fingerprint other = Fingerprint.of(profile, program, EVALUATOR, others);

        assertThat(other.differencesFrom(original)).containsExactly("rows is " + others + ", was " + ROWS);
        assertThat(other.digest()).isNotEqualTo(original.digest());
        assertThat(other.withoutRows())
                .isEqualTo(original.withoutRows())
                .isEqualTo(Fingerprint.ofTexts(profile, program, EVALUATOR));
    }
}
