package dev.assay.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PausesTest {
    private static final String FULL = "cannot write runs/small/blobs/ab: No space left on device";

    private final Pauses pauses = new Pauses("the command, and nothing is lost");

    @Test
    void pauseSaysWhatIsWrongWhatToDoAndThatNothingIsLost() {
        assertThat(pauses.paused("t", FULL))
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("-- paused: " + FULL)
                        .contains("make room", "goes on by itself", "Ctrl-C", "nothing is lost"));
    }

    @Test
    void reasonThatStopsManyAndIsToldAgainIsOneLine() {
        assertThat(pauses.paused("one", FULL)).isPresent();
        assertThat(pauses.paused("two", FULL)).isEmpty();
        assertThat(pauses.paused("one", FULL)).isEmpty();
        assertThat(pauses.paused("one", "cannot use the ledger: Connection refused"))
                .isPresent();
    }

    @Test
    void whatPausesNowIsHeldAgainstWhatPausedBefore() {
        assertThat(pauses.areNow(Map.of("one", FULL, "two", FULL))).hasSize(1);
        assertThat(pauses.areNow(Map.of("two", FULL))).isEmpty();
        assertThat(pauses.areAny()).isTrue();
        assertThat(pauses.areNow(Map.of())).containsExactly("-- goes on");
        assertThat(pauses.areAny()).isFalse();
    }

    @Test
    void goesOnWhenTheLastDoes() {
        pauses.paused("one", FULL);
        pauses.paused("two", FULL);

        assertThat(pauses.goesOn("one")).isEmpty();
        assertThat(pauses.goesOn("two")).contains("-- goes on");
        assertThat(pauses.goesOn("two")).isEmpty();
        assertThat(pauses.paused("one", FULL)).isPresent();
    }
}
