package dev.assay.client.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.device.PoolState.Change;
import dev.assay.client.device.PoolState.Grant;
import dev.assay.client.device.PoolState.Lease;
import dev.assay.client.device.PoolState.Request;
import dev.assay.client.device.PoolState.Slots;
import dev.assay.learning.training.Device;
import dev.assay.learning.training.Device.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PoolStatePropertyTest {
    private static final long ROOM = 10;

    /** What happens to a pool. Which of its leases or requests it happens to is a number, taken round. */
    private record Step(int what, int which, long bytes) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.longs().between(0, 2 * ROOM))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<PoolState> pools() {
        return Arbitraries.integers()
                .between(1, 4)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(widths -> {
                    List<Slots> devices = new ArrayList<>();
                    for (int width : widths) {
                        Device gpu = new Device(Kind.GPU, devices.size(), "card", OptionalLong.of(ROOM));
                        devices.add(new Slots(gpu, width, OptionalLong.of(ROOM), List.of()));
                    }
                    return PoolState.of(devices);
                });
    }

    @Property(tries = 300)
    void noLeaseIsLostDoubledOrBeyondItsDevice(@ForAll("pools") PoolState pool, @ForAll("steps") List<Step> steps) {
        PoolState state = pool;
        Set<Long> alive = new TreeSet<>();
        long last = 0;
        for (Step step : steps) {
            List<Long> leased = leases(state).map(lease -> lease.request().id()).toList();
            Change change;
            if (step.what() <= 2) {
                alive.add(++last);
                change = state.request(new Request(last, step.bytes()));
            } else if (alive.isEmpty()) {
                continue;
            } else if (step.what() <= 4 || leased.isEmpty()) {
                long id = List.copyOf(alive).get(step.which() % alive.size());
                alive.remove(id);
                change = state.release(id);
            } else {
                Optional<Change> narrowed = state.outOfMemory(leased.get(step.which() % leased.size()));
                if (narrowed.isEmpty()) {
                    continue;
                }
                change = narrowed.get();
            }
            check(state, change, alive);
            state = change.state();
        }
        for (long id : alive) {
            state = state.release(id).state();
        }
        assertThat(leases(state)).isEmpty();
        assertThat(state.waiting()).isEmpty();
    }

    private static void check(PoolState before, Change change, Set<Long> alive) {
        PoolState after = change.state();
        List<Long> held = Stream.concat(
                        leases(after).map(lease -> lease.request().id()),
                        after.waiting().stream().map(Request::id))
                .sorted()
                .toList();
        assertThat(held).isEqualTo(List.copyOf(alive));
        for (int i = 0; i < after.devices().size(); i++) {
            Slots slots = after.devices().get(i);
            assertThat(slots.width()).isBetween(1, before.devices().get(i).width());
            int index = i;
            boolean granted = change.grants().stream().anyMatch(grant -> grant.device() == index);
            if (granted) {
                assertThat(slots.leases()).hasSizeLessThanOrEqualTo(slots.width());
                long taken = slots.leases().stream()
                        .mapToLong(lease -> lease.request().bytes())
                        .sum();
                assertThat(slots.leases().size() == 1 || taken <= ROOM).isTrue();
            }
        }
        after.waiting().stream()
                .findFirst()
                .ifPresent(first -> assertThat(after.devices()).noneMatch(slots -> slots.takes(first.bytes())));
    }

    @Property(tries = 300)
    void isGivenToTheLeastLoadedDeviceWithRoomAndTheLowestIndex(
            @ForAll("pools") PoolState pool, @ForAll("steps") List<Step> steps) {
        PoolState state = pool;
        long last = 0;
        for (Step step : steps) {
            PoolState before = state;
            Change change = before.request(new Request(++last, step.bytes()));
            if (before.waiting().isEmpty() && !change.grants().isEmpty()) {
                Grant grant = change.grants().get(0);
                double load = load(before.devices().get(grant.device()));
                for (int i = 0; i < before.devices().size(); i++) {
                    Slots other = before.devices().get(i);
                    if (i != grant.device() && other.takes(step.bytes())) {
                        assertThat(load(other)).isGreaterThanOrEqualTo(load);
                        assertThat(load(other) > load || i > grant.device()).isTrue();
                    }
                }
            }
            state = step.what() == 5
                    ? change.state().release(1 + step.which() % last).state()
                    : change.state();
        }
    }

    private static double load(Slots slots) {
        return (double) slots.leases().size() / slots.width();
    }

    private static Stream<Lease> leases(PoolState state) {
        return state.devices().stream().flatMap(slots -> slots.leases().stream());
    }
}
