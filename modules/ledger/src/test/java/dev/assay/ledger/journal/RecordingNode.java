package dev.assay.ledger.journal;

import com.typesafe.config.ConfigFactory;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.StopRequested;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.wire.EventCodec;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;

/**
 * A process that records one event after the other and prints {@code ACK n} when event n is acknowledged, until it is
 * killed. Its first line is {@code RECOVERED n}, the number of events that it found.
 */
public final class RecordingNode {
    private static final String CAMPAIGN = "toy";

    private RecordingNode() {}

    /** @param arguments the words of a {@link TestingPlace} */
    public static void main(String[] arguments) {
        Journal journal = TestingPlace.of(arguments[0]).journal(CAMPAIGN);
        Journal.Hold hold = journal.hold();
        hold.lost()
                .thenAccept(
                        reason -> System.out.println("LOST " + reason.problem().ordinal()));
        ActorSystem.create(
                Behaviors.<Long>setup(context -> {
                    ActorRef<Append> entity = context.spawn(new Toy(), CAMPAIGN);
                    entity.tell(new Append(-1, context.getSelf()));
                    return Behaviors.receiveMessage(acknowledged -> {
                        entity.tell(new Append(acknowledged + 1, context.getSelf()));
                        return Behaviors.same();
                    });
                }),
                "recording",
                journal.config().withFallback(ConfigFactory.load()));
    }

    /** Asks to record event {@code number}; -1 only asks how many there are. */
    record Append(long number, ActorRef<Long> replyTo) {}

    private static final class Toy
            extends EventSourcedBehaviorWithEnforcedReplies<Append, Entry<CampaignEvent>, ChainHead> {
        Toy() {
            super(LedgerIds.campaign(CAMPAIGN));
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
                return Effect().reply(command.replyTo(), count);
            }
            return Effect()
                    .persist(EventCodec.<CampaignEvent>seal(
                            head, new StopRequested(Instant.EPOCH, "event " + (count + 1))))
                    .thenReply(command.replyTo(), recorded -> {
                        System.out.println("ACK " + recorded.sequence());
                        return recorded.sequence();
                    });
        }
    }
}
