package dev.assay.research.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnobValueTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1",
                ".1",
                "0.10",
                "1e-1",
                "1E-01",
                "+0.1",
                " 0.1 ",
                "10.0e-2",
                "0.1000000000000000055511151231"
            })
    void everySpellingOfANumberIsOneValue(String spelling) {
        assertThat(KnobValue.parse(Knob.LR, spelling)).isEqualTo(new KnobValue("0.1"));
        assertThat(KnobValue.parse(Knob.LR, spelling).text()).isEqualTo("0.1");
    }

    @ParameterizedTest
    @CsvSource({"16.0,16", "1.6e1,16", "16.,16", "1e3,1000"})
    void wholeNumbersHaveNoDecimals(String spelling, String canonical) {
        assertThat(KnobValue.parse(Knob.BATCH_SIZE, spelling).text()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({"-0,0", "-0.0,0", "0e5,0", "1e-6,0.000001", "0.30000000000000004,0.30000000000000004"})
    void canonicalTextIsTheShortestPlainDecimal(String spelling, String canonical) {
        assertThat(KnobValue.parse(Knob.WEIGHT_DECAY, spelling).text()).isEqualTo(canonical);
    }

    @Property
    void canonicalTextReadsBackAsTheSameDouble(@ForAll @DoubleRange(min = -1e300, max = 1e300) double number) {
        KnobValue value = KnobValue.of(number);

        assertThat(value.number()).isEqualTo(number == 0 ? 0.0 : number);
        assertThat(KnobValue.of(value.number())).isEqualTo(value);
        assertThat(new KnobValue(value.text())).isEqualTo(value);
        assertThat(value.text()).doesNotContain("E", "e");
    }

    @Property
    void wholeNumberOfAnySizeIsWrittenWithItsDigits(@ForAll @LongRange(min = -(1L << 53), max = 1L << 53) long number) {
        assertThat(KnobValue.of((double) number).text()).isEqualTo(Long.toString(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "nan",
                "Infinity",
                "-inf",
                "1e999",
                "0x1p3",
                "0x10",
                "1f",
                "1d",
                "1,5",
                "1_000",
                "",
                " ",
                "--1",
                "1e",
                "٣"
            })
    void refusesWhatIsNoFiniteDecimal(String text) {
        assertThatThrownBy(() -> KnobValue.parse(Knob.LR, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is '" + text.strip() + "', must be a finite decimal number");
    }

    @ParameterizedTest
    @CsvSource({
        "LR,11,'is 11, must be a number from 0.000001 to 10'",
        "LR,-1,'is -1, must be a number from 0.000001 to 10'",
        "MOMENTUM,1,'is 1, must be a number from 0 to 0.999'",
        "BATCH_SIZE,2.5,'is 2.5, must be a whole number from 1 to 65536'",
        "LOCAL_EPOCHS,0,'is 0, must be a whole number from 1 to 1000'",
        "AGGREGATOR,sum,'is ''sum'', must be one of fedavg, fedavgm, fedadam, fedyogi, fedadagrad, scaffold, median, trimmed_mean'",
        "ARCHITECTURE,../mlp,'is ''../mlp'', must be a name of a-z, 0-9 and _'",
    })
    void saysWhatIsAllowed(Knob knob, String text, String message) {
        assertThatThrownBy(() -> KnobValue.parse(knob, text)).hasMessage(message);
    }
}
