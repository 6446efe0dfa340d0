package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpdateWindowTest {
    private final UpdateWindow window = new UpdateWindow(2);
    private final List<Integer> begun = new ArrayList<>();

    private void enter(int... updates) {
        for (int update : updates) {
            window.enter(() -> begun.add(update));
        }
    }

    @Test
    void asManyAsItIsWideAreLetInAtOnceAndTheOthersInTheOrderOfArrival() {
        enter(1, 2, 3, 4);
        assertThat(begun).containsExactly(1, 2);

        window.leave();
        assertThat(begun).containsExactly(1, 2, 3);
        window.leave();
        assertThat(begun).containsExactly(1, 2, 3, 4);
    }

    @Test
    void roomThatNobodyWaitedForIsThereLater() {
        enter(1, 2);
        window.leave();
        window.leave();

        enter(3, 4, 5);

        assertThat(begun).containsExactly(1, 2, 3, 4);
    }

    @Test
    void oneThatLeavesWhileItBeginsLetsTheNextOneIn() {
        enter(1);
        window.enter(() -> {
            begun.add(2);
            window.leave();
        });

        enter(3, 4);

        assertThat(begun).containsExactly(1, 2, 3);
    }
}
