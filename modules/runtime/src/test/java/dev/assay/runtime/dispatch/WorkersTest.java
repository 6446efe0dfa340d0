package dev.assay.runtime.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void trainingAndFilesHaveThreadsOfTheirOwn() {
        assertThat(join(Workers.training(
                        KIT.system(), () -> Thread.currentThread().getName())))
                .contains("assay.training-dispatcher");
        assertThat(join(Workers.io(KIT.system(), () -> Thread.currentThread().getName())))
                .contains("assay.io-dispatcher");
    }

    @Test
    void failureOfTheWorkKeepsItsCause() {
        CompletionStage<String> checked = Workers.io(KIT.system(), () -> {
            throw new IOException("disk is full");
        });
        CompletionStage<String> unchecked = Workers.io(KIT.system(), () -> {
            throw new IllegalStateException("broken");
        });

        assertThatThrownBy(() -> join(checked)).hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> join(unchecked)).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(checked.handle((done, failure) -> Workers.message(failure))
                        .toCompletableFuture()
                        .join())
                .isEqualTo("disk is full");
        assertThat(unchecked
                        .handle((done, failure) -> Workers.message(failure))
                        .toCompletableFuture()
                        .join())
                .isEqualTo("broken");
    }

    @Test
    void messageIsThatOfTheCauseBehindTheWrapping() {
        assertThat(Workers.message(new CompletionException(new IOException("disk is full"))))
                .isEqualTo("disk is full");
        assertThat(Workers.message(new IOException("disk is full"))).isEqualTo("disk is full");
        assertThat(Workers.message(new CompletionException("lost", null))).isEqualTo("lost");
    }

    @Test
    void failureWithoutAMessageIsNamedByItsKind() {
        assertThat(Workers.message(new CompletionException(new NullPointerException())))
                .isEqualTo("NullPointerException");
    }

    private static <T> T join(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        return future.join();
    }
}
