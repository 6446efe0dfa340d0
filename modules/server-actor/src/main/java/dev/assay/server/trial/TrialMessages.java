package dev.assay.server.trial;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;

/**
 * Which trial a message is for, as sharding asks it: the envelope says so, which sharding opens by itself. Any other message
 * is for none, and passed over. Pekko's own takes it for an envelope too, fails, and begins the region anew, upon which all
 * trials of the node end.
 */
public final class TrialMessages extends ShardingMessageExtractor<Object, Trial.Command> {
    private final HashCodeMessageExtractor<Trial.Command> envelopes;

    /** With as many shards as the system's settings say. */
    public TrialMessages(ActorSystem<?> system) {
        this(system.settings().config().getInt("pekko.cluster.sharding.number-of-shards"));
    }

    TrialMessages(int shards) {
        this.envelopes = new HashCodeMessageExtractor<>(shards);
    }

    /** Null, which says that there is none; only asked for what is no envelope. */
    @Override
    public String entityId(Object message) {
        return null;
    }

    @Override
    public String shardId(String trialId) {
        return envelopes.shardId(trialId);
    }

    @Override
    public Trial.Command unwrapMessage(Object message) {
        throw new IllegalArgumentException("a " + message.getClass().getSimpleName() + " is for no trial");
    }
}
