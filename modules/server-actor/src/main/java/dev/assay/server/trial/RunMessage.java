package dev.assay.server.trial;

import dev.assay.client.site.ClientNode;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SitesFound;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.research.guard.Violation;
import dev.assay.server.round.Refusal;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;

/** What a {@link TrialRun} is told: by itself, by its parts and timers, and by the doors of its client nodes. */
sealed interface RunMessage {

    record Prepared(PreparedTrial trial) implements RunMessage {}

    record NodesListed(List<ActorRef<ClientNode.Command>> nodes) implements RunMessage {}

    record NodeLost(ActorRef<ClientNode.Command> node) implements RunMessage {}

    /**
     * What a client node can serve of the task.
     *
     * @param inTime whether it has answered; it serves nothing if not
     */
    record NodeAnswered(ActorRef<ClientNode.Command> node, SitesFound found, boolean inTime) implements RunMessage {}

    /** @param door through which it came, of that node */
    record FromSite(ActorRef<ClientNode.Command> node, ActorRef<SiteReport> door, SiteReport report)
            implements RunMessage {}

    /** An update that could not be decoded; trial, round and site as far as they are known. */
    record Unreadable(
            ActorRef<ClientNode.Command> node,
            ActorRef<SiteReport> door,
            String trialId,
            int round,
            int site,
            Refusal refusal)
            implements RunMessage {}

    /** Comes after a report through the same door: that one has been taken. */
    record Heard(Runnable then) implements RunMessage {}

    /** Blobs cannot be read or written, or a device has no memory left; told by {@link BlobWork}, as is the next one. */
    record BlobsFailed(BlobWork.Attempt attempt, String reason) implements RunMessage {}

    record BlobsAgain(BlobWork.Attempt attempt) implements RunMessage {}

    record CostTimeIsUp(double cap) implements RunMessage {}

    record OpenTimedOut() implements RunMessage {}

    /** Nodes that are to be waited for in any case have had their time; see {@link Placing}. */
    record PatienceEnded() implements RunMessage {}

    record OwnersTimedOut() implements RunMessage {}

    record ScoresTimedOut() implements RunMessage {}

    record RoundTimedOut(int round) implements RunMessage {}

    record Closed(RoundResult result) implements RunMessage {}

    record Scored(TrialOutcome outcome) implements RunMessage {}

    record Stored() implements RunMessage {}

    /** What ends the trial without a score. */
    record Broken(FailureCode code, String message) implements RunMessage {
        static Broken noClients(String message) {
            return new Broken(FailureCode.NO_CLIENTS, message);
        }

        static Broken tooCostly(List<Violation> excess) {
            return new Broken(
                    FailureCode.COST_EXCEEDED,
                    excess.stream().map(Violation::toString).collect(Collectors.joining("; ")));
        }

        static Broken diverged(int round) {
            return new Broken(FailureCode.DIVERGED, "the global model is no longer finite after round " + round);
        }
    }
}
