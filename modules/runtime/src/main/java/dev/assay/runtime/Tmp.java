package dev.assay.runtime;

import com.esotericsoftware.kryo.Kryo;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.stream.javadsl.Source;

public final class Tmp extends EventSourcedBehavior<String, String, String> {
    Tmp() {
        super(PersistenceId.of("a", "b"));
    }

    public static Behavior<String> b() {
        return Behaviors.setup(c -> {
            ClusterSharding.get(c.getSystem());
            Cluster.get(c.getSystem()).selfMember();
            new Kryo().setRegistrationRequired(true);
            Source.range(1, 2).map(i -> i + 1).run(c.getSystem());
            return Behaviors.receive(String.class)
                    .onMessage(String.class, s -> Behaviors.same())
                    .build();
        });
    }

    @Override
    public String emptyState() {
        return "";
    }

    @Override
    public CommandHandler<String, String, String> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(String.class, c -> Effect().persist(c))
                .build();
    }

    @Override
    public EventHandler<String, String> eventHandler() {
        return newEventHandlerBuilder()
                .forAnyState()
                .onEvent(String.class, (s, e) -> s + e)
                .build();
    }

    abstract static class Ser extends SerializerWithStringManifest {
        Ser(ExtendedActorSystem s) {
            s.log();
        }
    }
}
