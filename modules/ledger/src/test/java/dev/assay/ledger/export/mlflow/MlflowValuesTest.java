package dev.assay.ledger.export.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class MlflowValuesTest {
    @Property
    void numberIsTheSameDoubleWhenItIsReadAgain(@ForAll double value) {
        assertThat(Double.parseDouble(MlflowValues.number(value))).isEqualTo(value + 0.0);
    }

    @Example
    void numbersAreShortAndThoseThatAreNoneAreSpelledAsInPython() {
        assertThat(MlflowValues.number(0.1)).isEqualTo("0.1");
        assertThat(MlflowValues.number(-5_000_000_001.0)).isEqualTo("-5000000001");
        assertThat(MlflowValues.number(340)).isEqualTo("340");
        assertThat(MlflowValues.number(2e-300)).isEqualTo("2E-300");
        assertThat(MlflowValues.number(-0.0)).isEqualTo("0");
        assertThat(MlflowValues.number(Double.NaN)).isEqualTo("nan");
        assertThat(MlflowValues.number(Double.POSITIVE_INFINITY)).isEqualTo("inf");
        assertThat(MlflowValues.number(Double.NEGATIVE_INFINITY)).isEqualTo("-inf");
    }

    @Example
    void longTextIsCutBetweenCharacters() {
        String text = "\ud83d\ude00".repeat(3_000);

        assertThat(MlflowValues.value("a".repeat(5_000))).isEqualTo("a".repeat(5_000));
        assertThat(MlflowValues.value(text)).hasSize(5_000).endsWith("\ude00 [...]");
        assertThat(MlflowValues.value("a" + text)).hasSize(4_999).endsWith("\ude00 [...]");
    }

    /** Ids are in stores that people keep: they must not change. */
    @Example
    void idsFollowFromTheNames() {
        assertThat(MlflowValues.runId("digits-1/c000/seed-1")).isEqualTo("241abe12260c3f713f27291f44df87b2");
        assertThat(MlflowValues.experimentId("digits-1")).isEqualTo("349893889842709354");
    }

    @Example
    void yamlQuotesWhatIsNotPlain() {
        assertThat(new FlatYaml().text("a", "it's: #1").text("b", "12e3").toString())
                .isEqualTo("a: 'it''s: #1'\nb: '12e3'\n");
        assertThat(new FlatYaml()
                        .text("c", "\"\\\n\u007f\u0085é\ud83d\ude00\ud83d")
                        .toString())
                .isEqualTo("c: \"\\U00000022\\U0000005C\\U0000000A\\U0000007F\\U00000085\\U000000E9\\U0001F600"
                        + "\\U0000FFFD\"\n");
    }
}
