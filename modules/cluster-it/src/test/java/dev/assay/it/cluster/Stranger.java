package dev.assay.it.cluster;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Output;
import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;

/**
 * An actor system that is no member and speaks the transport of those that are: its messages claim to be of any serializer, with
 * any manifest and any bytes.
 */
final class Stranger implements AutoCloseable {
    private static final int KRYO = 7_101;
    private static final int JAVA = 1;
    /** Pekko's own, among them those of actor references, cluster and sharding; then Assay's. */
    private static final List<Integer> CLAIMED =
            List.of(JAVA, 2, 4, 5, 6, 13, 16, 17, 18, 20, 33, 36, KRYO, 7_102, 7_103, 730_001);

    private static final List<String> MANIFESTS =
            List.of("", "kryo", "snapshot.v2", "ModelTask.v2", "ModelUpdate.v2", "A", "GE", "dev.assay.cli.Main");
    private static final List<String> PATHS = List.of(
            "/user/client",
            "/user",
            "/system/sharding/assay-trial",
            "/system/clusterReceptionist/replicator",
            "/system/singletonManagercampaigns/campaigns",
            "/nobody");
    private static final int PATIENCE_SECONDS = 20;

    private final ActorSystem system = ActorSystem.create(
            "stranger",
            ConfigFactory.parseString("""
                            pekko {
                              actor {
                                provider = remote
                                serializers.noise = "%s"
                                serialization-bindings { "%s" = noise }
                              }
                              loglevel = OFF
                              stdout-loglevel = OFF
                              remote.artery { transport = tcp, canonical { hostname = "127.0.0.1", port = 0 } }
                              remote.use-unsafe-remote-features-outside-cluster = on
                              remote.warn-unsafe-use-outside-cluster = off
                              coordinated-shutdown.run-by-jvm-shutdown-hook = off
                            }
                            """.formatted(NoiseSerializer.class.getName(), Noise.class.getName()))
                    .withFallback(ConfigFactory.load()));

    /** What nobody's serializer would write. */
    record Noise(int serializer, String manifest, byte[] bytes) {}

    /** A class that is on nobody's list. */
    private static final class Unregistered {
        @SuppressWarnings("unused") // Written by reflection.
        private final String command = "anything";
    }

    /** Says of each message that another one wrote it, which it is asked for after the message's bytes. */
    static final class NoiseSerializer extends SerializerWithStringManifest {
        private static final int OWN = 4_711;
        private final ThreadLocal<Integer> claimed = ThreadLocal.withInitial(() -> OWN);

        /** By Pekko's own reflection. */
        @SuppressWarnings("unused")
        NoiseSerializer(ExtendedActorSystem system) {}

        @Override
        public int identifier() {
            return claimed.get();
        }

        @Override
        public String manifest(Object noise) {
            claimed.set(((Noise) noise).serializer());
            return ((Noise) noise).manifest();
        }

        @Override
        public byte[] toBinary(Object noise) {
            claimed.set(((Noise) noise).serializer());
            return ((Noise) noise).bytes();
        }

        @Override
        public Object fromBinary(byte[] bytes, String manifest) {
            throw new UnsupportedOperationException("nobody sends this to a stranger");
        }
    }

    /** Says a number of messages to actors of a node. */
    void shoutAt(String node, int messages, long seed) {
        Random random = new Random(seed);
        List<Noise> all = new ArrayList<>(List.of(
                new Noise(JAVA, "", javaObject()),
                new Noise(KRYO, "kryo", unregistered()),
                new Noise(KRYO, "kryo", new byte[200_000])));
        for (int i = 0; i < messages; i++) {
            all.add(new Noise(
                    CLAIMED.get(i % CLAIMED.size()), MANIFESTS.get(random.nextInt(MANIFESTS.size())), bytes(random)));
        }
        for (Noise noise : all) {
            for (String path : PATHS) {
                system.actorSelection(node + path).tell(noise, ActorRef.noSender());
            }
        }
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(50_000) : random.nextInt(20)];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
        } else {
            // Small numbers are those of registered classes, and nest.
            Arrays.fill(bytes, (byte) random.nextInt(128));
        }
        return bytes;
    }

    private static byte[] javaObject() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
            objects.writeObject(new ArrayList<>(List.of("anything")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] unregistered() {
        Kryo foreign = new Kryo();
        foreign.setRegistrationRequired(false);
        Output output = new Output(64, -1);
        foreign.writeClassAndObject(output, new Unregistered());
        return output.toBytes();
    }

    @Override
    public void close() {
        try {
            Await.ready(system.terminate(), Duration.create(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
