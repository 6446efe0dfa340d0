package dev.assay.runtime.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.TransferException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class PatientTransferTest {
    private static final ModelVector VECTOR = TestingVectors.random(11, 1);
    private static final AnnouncedVector WANTED = new AnnouncedVector(
            BlockTable.of(VECTOR, new VectorBlocks()).address(),
            VECTOR.size(),
            new TransferAddress("server", 7_000, 1));
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofHours(1);

    /** Fails so many times, then has the vector. */
    private static final class Failing implements Transfer {
        private final AtomicInteger asked = new AtomicInteger();
        private final Reason reason;
        private final int times;

        Failing(Reason reason, int times) {
            this.reason = reason;
            this.times = times;
        }

        @Override
        public CompletionStage<ModelVector> fetch(AnnouncedVector wanted) {
            int attempt = asked.incrementAndGet();
            return attempt <= times
                    ? CompletableFuture.failedFuture(new TransferException(reason, "attempt " + attempt))
                    : CompletableFuture.completedFuture(VECTOR);
        }

        @Override
        public Publications publications() {
            return Transfer.alone().publications();
        }

        @Override
        public int published() {
            return 0;
        }

        @Override
        public void close() {}
    }

    private static ModelVector fetch(Transfer transfer, Duration patience) throws Exception {
        return new PatientTransfer(transfer, patience, SHORT)
                .fetch(WANTED)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"UNREACHABLE", "BROKEN_OFF"})
    void vectorIsHadWhenTheNetworkIsBackWithinThePatience(Reason reason) throws Exception {
        Failing away = new Failing(reason, 7);

        assertThat(fetch(away, LONG)).isEqualTo(VECTOR);
        assertThat(away.asked).hasValue(8);
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UNREACHABLE", "BROKEN_OFF"})
    void whatNoWaitingChangesFailsAtOnce(Reason reason) {
        Failing refused = new Failing(reason, 1);

        assertThatThrownBy(() -> fetch(refused, LONG))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(TransferException.class)
                .hasMessage("attempt 1");
        assertThat(refused.asked).hasValue(1);
    }

    @Test
    void lastFailureIsToldWhenPatienceEnds() {
        Failing away = new Failing(Reason.UNREACHABLE, Integer.MAX_VALUE);

        assertThatThrownBy(() -> fetch(away, Duration.ofMillis(100)))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        TransferException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE))
                .hasMessage("attempt " + away.asked.get());
        assertThat(away.asked).hasValueGreaterThan(1);
    }
}
