package dev.assay.runtime.serialization;

import dev.assay.learning.digest.Digest;
import dev.assay.research.recipe.Recipe;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.apache.pekko.actor.typed.ActorRef;

/** Messages with everything in them that messages may hold. */
public final class TestingMessages implements MessageTypes {
    record Everything(
            String text,
            int whole,
            long big,
            double real,
            boolean flag,
            Optional<String> maybe,
            OptionalDouble score,
            Instant at,
            Digest digest,
            Recipe recipe,
            SortedMap<Integer, String> sorted,
            List<String> list,
            ActorRef<String> replyTo)
            implements ClusterMessage {}

    record Blob(Wrapped content) implements ClusterMessage {}

    /** Travels as bytes. */
    record Wrapped(String text) {}

    /** Nobody gave it a number. */
    record Forgotten(String text) implements ClusterMessage {}

    @Override
    public void register(MessageRegistry registry) {
        registry.add(190, Everything.class)
                .add(191, Blob.class)
                .addBytes(
                        192,
                        Wrapped.class,
                        wrapped -> wrapped.text().getBytes(StandardCharsets.UTF_8),
                        bytes -> new Wrapped(new String(bytes, StandardCharsets.UTF_8)));
    }
}
