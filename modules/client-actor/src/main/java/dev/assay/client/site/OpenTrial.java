package dev.assay.client.site;

import dev.assay.client.site.ClientNode.TrainRound;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a node was given of a trial; another one when it is given sites again. Part of one {@link ClientNode}; not thread-safe.
 *
 * <p>Only so many of its sites are at work on a round, which is to train, or to keep an update until the server has fetched it:
 * where that is slower than training, the memory that updates take does not grow with the number of sites.
 */
final class OpenTrial {
    private final SiteAssignment assignment;
    private final SortedMap<Integer, ActorRef<SiteSession.Command>> sessions = new TreeMap<>();
    private final Queue<Integer> waiting = new ArrayDeque<>();
    private final Set<Integer> atWork = new HashSet<>();
    private Optional<TrainRound> round = Optional.empty();
    /** The round that was announced last: what is fetched for an earlier one comes too late. */
    private int announced;

    OpenTrial(SiteAssignment assignment) {
        this.assignment = assignment;
    }

    SiteAssignment assignment() {
        return assignment;
    }

    void open(int site, ActorRef<SiteSession.Command> session) {
        sessions.put(site, session);
    }

    SortedSet<Integer> sites() {
        return new TreeSet<>(sessions.keySet());
    }

    Optional<ActorRef<SiteSession.Command>> session(int site) {
        return Optional.ofNullable(sessions.get(site));
    }

    /** Tells every session. */
    void tell(SiteSession.Command command) {
        sessions.values().forEach(session -> session.tell(command));
    }

    void announce(int next) {
        announced = next;
    }

    boolean isAnnounced(int asked) {
        return announced == asked;
    }

    /**
     * Has all sites train the round, in their order. Those that wait with an earlier one no longer do: its server has gone on
     * without them.
     *
     * @param most sites at work at a time
     */
    void train(TrainRound next, int most) {
        round = Optional.of(next);
        atWork.clear();
        waiting.clear();
        waiting.addAll(sessions.keySet());
        for (int i = 0; i < most && !waiting.isEmpty(); i++) {
            trainNext();
        }
    }

    /** The node keeps nothing of a site's work on a round any longer; said twice, it means nothing the second time. */
    void done(int site, int ofRound) {
        boolean current = round.filter(now -> now.task().round() == ofRound).isPresent();
        if (current && atWork.remove(site) && !waiting.isEmpty()) {
            trainNext();
        }
    }

    private void trainNext() {
        int site = waiting.remove();
        atWork.add(site);
        round.ifPresent(now -> sessions.get(site).tell(new SiteSession.Train(now.task(), now.replyTo())));
    }
}
