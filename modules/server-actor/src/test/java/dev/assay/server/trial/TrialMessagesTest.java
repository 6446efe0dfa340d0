package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.assay.client.site.ClientNode.CloseSites;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The region of trials, as every node of a cluster can reach it. */
@Timeout(60)
class TrialMessagesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private ActorTestKit kit;
    private TestProbe<Object> probe;

    @BeforeEach
    void formCluster() {
        kit = ActorTestKit.create(
                "region",
                ConfigFactory.parseString("""
                        pekko.actor.provider = cluster
                        pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                        """)
                        .withFallback(ConfigFactory.parseResources("application-test.conf"))
                        .withFallback(ConfigFactory.load()));
        Cluster cluster = Cluster.get(kit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        probe = kit.createTestProbe();
    }

    @AfterEach
    void leaveCluster() {
        kit.shutdownTestKit();
    }

    @Test
    void messageThatIsForNoTrialEndsNoTrial() {
        ActorRef<Object> region = ClusterSharding.get(kit.system())
                .init(Entity.of(
                                Trial.KEY,
                                entity -> Behaviors.setup(context -> {
                                    probe.ref().tell("begun");
                                    return Behaviors.receiveMessage(message -> {
                                        probe.ref().tell(message);
                                        return Behaviors.same();
                                    });
                                }))
                        .withMessageExtractor(new TrialMessages(kit.system())));
        Trial.Command command = new Trial.Rest();
        ClusterSharding.get(kit.system()).entityRefFor(Trial.KEY, "t").tell(command);
        assertThat(probe.receiveMessage(PATIENCE)).isEqualTo("begun");
        assertThat(probe.receiveMessage(PATIENCE)).isEqualTo(command);

        region.tell("for nobody");
        region.tell(new CloseSites("t"));
        ClusterSharding.get(kit.system()).entityRefFor(Trial.KEY, "t").tell(command);

        assertThat(probe.receiveMessage(PATIENCE)).isEqualTo(command);
    }
}
