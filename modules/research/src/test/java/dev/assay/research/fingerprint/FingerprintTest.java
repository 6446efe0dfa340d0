package dev.assay.research.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.research.TestingProfiles;
import dev.assay.research.profile.Profile;
import dev.assay.research.program.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
    private static final String EVALUATOR = "accuracy 1";

    private final Profile profile = TestingProfiles.profile();
    private final Program program = TestingProfiles.program();
    private final Fingerprint original = Fingerprint.of(profile, program, EVALUATOR);

    @Test
    void isTheSameForTheSameInputs() {
        Fingerprint again = Fingerprint.of(TestingProfiles.profile(), TestingProfiles.program(), EVALUATOR);

        assertThat(again).isEqualTo(original);
        assertThat(again.digest()).isEqualTo(original.digest());
        assertThat(again.differencesFrom(original)).isEmpty();
    }

    @Test
    void doesNotDependOnTheProfilesProse() {
        assertThat(Fingerprint.of(TestingProfiles.profile("Prose.", "Other prose."), program, EVALUATOR))
                .isEqualTo(original);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sha256: 46ab     | sha256: 56ab     | data.sha256
            scale: 0.0625    | scale: 0.125     | data.reader
            selection: 0.3, hold_out: 0.3 | selection: 0.35, hold_out: 0.25 | splits
            alpha: 0.3       | alpha: 0.4       | partition
            max_parameters: 20000 | max_parameters: 20001 | model.max_parameters
            hidden: [64]     | hidden: [63]     | model.architectures
            max_sample_passes: 24 | max_sample_passes: 25 | cost
            max_norm: 100    | max_norm: 101    | updates
            min_sites: 8     | min_sites: 7     | quorum
            '  lr: 0.05'     | '  lr: 0.06'     | baseline
            task: digits     | task: digits-2   | task
            max: 0.95, weight | max: 0.94, weight | surface.server_momentum
            """)
    void seesEveryFieldThatComparisonNeeds(String from, String to, String field) {
        Fingerprint changed = Fingerprint.of(TestingProfiles.profile(from, to), program, EVALUATOR);

        assertThat(changed.differencesFrom(original)).singleElement().asString().startsWith(field + " is ");
        assertThat(changed.digest()).isNotEqualTo(original.digest());
    }

    @Test
    void writesArchitecturesWithOneSpellingOfANumber() {
        Fingerprint spelt = Fingerprint.of(
                TestingProfiles.profile("hidden: [64], dropout: 0.1", "hidden: [64.0], dropout: 0.00001"),
                program,
                EVALUATOR);

        assertThat(original.fields())
                .containsEntry(
                        "model.architectures",
                        "cnn=(cnn channels=[8] dropout=0.1 hidden=[32]) mlp=(mlp dropout=0.1 hidden=[64])");
        // Java writes 64.0 and 1.0E-5.
        assertThat(spelt.fields().get("model.architectures")).endsWith("mlp=(mlp dropout=0.00001 hidden=[64])");
    }

    @Test
    void seesTheProgramAndTheEvaluator() {
        Program other = TestingProfiles.program("confidence: 0.8", "confidence: 0.9");

        assertThat(Fingerprint.of(profile, other, "accuracy 2").differencesFrom(original))
                .hasSize(2)
                .contains("evaluator is accuracy 2, was accuracy 1")
                .anyMatch(line -> line.startsWith("program is "));
    }
}
