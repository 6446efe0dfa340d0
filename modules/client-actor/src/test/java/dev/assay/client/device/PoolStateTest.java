package dev.assay.client.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.device.PoolState.Change;
import dev.assay.client.device.PoolState.Grant;
import dev.assay.client.device.PoolState.Request;
import dev.assay.client.device.PoolState.Slots;
import dev.assay.learning.training.Device;
import dev.assay.learning.training.Device.Kind;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PoolStateTest {
    private static PoolState gpus(int number, int width, long room) {
        return PoolState.of(IntStream.range(0, number)
                .mapToObj(index -> new Slots(
                        new Device(Kind.GPU, index, "card", OptionalLong.of(room)),
                        width,
                        OptionalLong.of(room),
                        List.of()))
                .toList());
    }

    private static PoolState requested(PoolState pool, long... bytes) {
        PoolState state = pool;
        for (int i = 0; i < bytes.length; i++) {
            state = state.request(new Request(i, bytes[i])).state();
        }
        return state;
    }

    @Test
    void workGoesRoundTheDevicesBeforeOneHasTwo() {
        PoolState state = gpus(2, 2, 100);

        Change first = state.request(new Request(0, 1));
        Change second = first.state().request(new Request(1, 1));
        Change third = second.state().request(new Request(2, 1));

        assertThat(first.grants()).containsExactly(new Grant(0, 0));
        assertThat(second.grants()).containsExactly(new Grant(1, 1));
        assertThat(third.grants()).containsExactly(new Grant(2, 0));
    }

    @Test
    void workThatWouldPassTheMemoryGuardWaitsAndNobodyPassesIt() {
        PoolState state = requested(gpus(1, 4, 10), 6, 6, 1);

        assertThat(state.waiting()).extracting(Request::id).containsExactly(1L, 2L);
        assertThat(state.release(0).grants()).containsExactly(new Grant(1, 0), new Grant(2, 0));
    }

    @Test
    void workThatIsLargerThanTheGuardHasADeviceToItself() {
        PoolState state = requested(gpus(1, 4, 10), 50, 1);

        assertThat(state.devices().get(0).leases()).hasSize(1);
        assertThat(state.waiting()).extracting(Request::id).containsExactly(1L);
    }

    @Test
    void oneOfThreeWithoutMemoryLeavesTwoAtATimeAndIsTheNext() {
        PoolState state = requested(gpus(1, 3, 100), 1, 1, 1, 1);

        Change narrowed = state.outOfMemory(1).orElseThrow();

        assertThat(narrowed.state().devices().get(0).width()).isEqualTo(2);
        assertThat(narrowed.state().waiting()).extracting(Request::id).containsExactly(1L, 3L);
        assertThat(narrowed.state().release(0).grants()).containsExactly(new Grant(1, 0));
    }

    @Test
    void whoHadCompanyIsTriedAgainEvenWhenTheOthersHaveEndedSince() {
        PoolState state = requested(gpus(1, 2, 100), 1, 1).release(0).state();

        assertThat(state.outOfMemory(1)).isPresent();
    }

    @Test
    void aloneOnADeviceNarrowerHelpsNobody() {
        PoolState state = requested(gpus(2, 2, 100), 1, 1);

        assertThat(state.outOfMemory(0)).isEmpty();
    }

    @Test
    void twoThatFailTogetherLowerTheWidthToOneAndNotBelow() {
        PoolState state = requested(gpus(1, 2, 100), 1, 1);

        PoolState after = state.outOfMemory(0).orElseThrow().state();
        PoolState last = after.outOfMemory(1).orElseThrow().state();

        assertThat(last.devices().get(0).width()).isEqualTo(1);
        assertThat(last.devices().get(0).leases()).hasSize(1);
        assertThat(last.waiting()).hasSize(1);
    }
}
