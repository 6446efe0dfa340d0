package dev.assay.research.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.research.watchdog.Watchdog.Advice;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    @Test
    void widensThenStops() {
        Watchdog watchdog = new Watchdog(3, 5);

        assertThat(watchdog.advise(0)).isEqualTo(Advice.CONTINUE);
        assertThat(watchdog.advise(2)).isEqualTo(Advice.CONTINUE);
        assertThat(watchdog.advise(3)).isEqualTo(Advice.WIDEN);
        assertThat(watchdog.advise(4)).isEqualTo(Advice.WIDEN);
        assertThat(watchdog.advise(5)).isEqualTo(Advice.STOP);
        assertThat(watchdog.advise(500)).isEqualTo(Advice.STOP);
    }

    @Test
    void refusesToStopBeforeItWidens() {
        assertThatThrownBy(() -> new Watchdog(5, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Watchdog(0, 4)).isInstanceOf(IllegalArgumentException.class);
    }
}
