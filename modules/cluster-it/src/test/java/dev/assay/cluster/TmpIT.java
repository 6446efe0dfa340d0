package dev.assay.cluster;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.Test;

class TmpIT {
    @Test
    void starts() {
        ActorTestKit.create().shutdownTestKit();
    }
}
