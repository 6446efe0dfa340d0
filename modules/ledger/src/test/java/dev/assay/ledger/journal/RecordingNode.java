package dev.assay.ledger.journal;

import com.typesafe.config.ConfigFactory;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.wire.EventCodec;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;

/**
 * A process in which entities record one event after the other, side by side, until it is killed. It first prints {@code
 * RECOVERED n} for each of them in turn, the number of events that it found, then {@code ACK n} when event n of the first
 * entity is acknowledged, {@code ACK1 n} for the second and so on.
 */
public final class RecordingNode {
    private static final String CAMPAIGN = "toy";

    private RecordingNode() {}

    /** @param arguments the words of a {@link TestingPlace}; how many entities, 1 if that is left out */
    public static void main(String[] arguments) {
        Journal journal = TestingPlace.of(arguments[0]).journal(CAMPAIGN);
        Journal.Hold hold = journal.hold();
        hold.lost()
                .thenAccept(
                        reason -> System.out.println("LOST " + reason.problem().ordinal()));
        int entities = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        ActorSystem.create(
                Behaviors.<Recorded>setup(context -> recovering(context, new long[entities], 0)),
                "recording",
                journal.config().withFallback(ConfigFactory.load()));
    }

    /** Entities are asked one after the other how many events they have, and then all of them record. */
    private static Behavior<Recorded> recovering(ActorContext<Recorded> context, long[] counts, int next) {
        if (next == counts.length) {
            List<ActorRef<Append>> toys = context.getChildren().stream()
                    .sorted(Comparator.comparing(child -> child.path().name()))
                    .map(child -> child.<Append>unsafeUpcast())
                    .toList();
            for (int entity = 0; entity < counts.length; entity++) {
                toys.get(entity).tell(new Append(counts[entity] + 1, context.getSelf()));
            }
            return Behaviors.receiveMessage(recorded -> {
                toys.get(recorded.entity()).tell(new Append(recorded.number() + 1, context.getSelf()));
                return Behaviors.same();
            });
        }
        context.spawn(new Toy(next), "toy-" + next).tell(new Append(-1, context.getSelf()));
        return Behaviors.receiveMessage(recovered -> {
            counts[next] = recovered.number();
            return recovering(context, counts, next + 1);
        });
    }

    /** An entity has so many events. */
    record Recorded(int entity, long number) {}

    /** Asks to record event {@code number}; -1 only asks how many there are. */
    record Append(long number, ActorRef<Recorded> replyTo) {}

    private static final class Toy
            extends EventSourcedBehaviorWithEnforcedReplies<Append, Entry<CampaignEvent>, ChainHead> {
        private final int entity;

        Toy(int entity) {
            super(entity == 0 ? LedgerIds.campaign(CAMPAIGN) : LedgerIds.trial(CAMPAIGN + "/" + entity));
            this.entity = entity;
        }

        @Override
        public ChainHead emptyState() {
            return ChainHead.START;
        }

        @Override
        public CommandHandlerWithReply<Append, Entry<CampaignEvent>, ChainHead> commandHandler() {
            return this::onAppend;
        }

        @Override
        public EventHandler<ChainHead, Entry<CampaignEvent>> eventHandler() {
            return ChainHead::follow;
        }

        private ReplyEffect<Entry<CampaignEvent>, ChainHead> onAppend(ChainHead head, Append command) {
            long count = head.sequence();
            if (command.number() < 0) {
                System.out.println("RECOVERED " + count);
                return Effect().reply(command.replyTo(), new Recorded(entity, count));
            }
            return Effect()
                    .persist(EventCodec.<CampaignEvent>seal(
                            head, new StopRequested(Instant.EPOCH, "event " + (count + 1))))
                    .thenReply(command.replyTo(), recorded -> {
                        System.out.println("ACK" + (entity == 0 ? "" : entity) + " " + recorded.sequence());
                        return new Recorded(entity, recorded.sequence());
                    });
        }
    }
}
