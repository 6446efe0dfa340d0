package dev.assay.server.trial;

import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.testkit.engine.TestingEngine;
import java.util.concurrent.CountDownLatch;

/** Holds trainings of one round back until it is opened, so that a test can act in the middle of a round. */
final class Gate implements TestingEngine.Twist {
    private static final int ANY_SITE = -1;

    private final int round;
    private final int site;
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    /** Holds back every site. */
    Gate(int round) {
        this(round, ANY_SITE);
    }

    Gate(int round, int site) {
        this.round = round;
        this.site = site;
    }

    TestingEngine engine() {
        return new TestingEngine(this);
    }

    @Override
    public LocalUpdate apply(SitePlan plan, RoundTask task, LocalUpdate sound) {
        if (task.round() == round && (site == ANY_SITE || site == plan.site())) {
            waiting.countDown();
            await(opened);
        }
        return sound;
    }

    void awaitOneWaiting() {
        await(waiting);
    }

    void open() {
        opened.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
