package dev.assay.server.trial;

import dev.assay.client.site.ClientNode;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.EncodedUpdate;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteNotOpened;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.client.wire.FederationWire;
import dev.assay.client.wire.UnsoundUpdate;
import dev.assay.client.wire.UpdateSender;
import dev.assay.server.round.Refusal;
import dev.assay.server.trial.TrialRun.FromSite;
import dev.assay.server.trial.TrialRun.Unreadable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Where one client node's sites report to a trial. Each node has a door of its own, whose address no other is told, so what
 * comes through it is that node's. Updates that crossed the network are decoded here, if they are not too large; of those
 * that are, only the first bytes are read, which say whose they are. Text for people is cut here, before anything keeps it.
 */
final class SiteDoor {
    private SiteDoor() {}

    /** @param largest bytes that an update of the trial can have */
    static Behavior<SiteReport> create(
            ActorRef<ClientNode.Command> node, long largest, ActorRef<TrialRun.Message> run) {
        return Behaviors.receiveMessage(report -> {
            run.tell(
                    report instanceof EncodedUpdate encoded
                            ? decode(node, encoded.bytes(), largest)
                            : new FromSite(node, bounded(report)));
            return Behaviors.same();
        });
    }

    private static SiteReport bounded(SiteReport report) {
        if (report instanceof SiteFailed failed) {
            return new SiteFailed(failed.trialId(), failed.round(), failed.site(), ClientText.cut(failed.message()));
        }
        if (report instanceof SiteNotOpened failed) {
            return new SiteNotOpened(failed.trialId(), failed.site(), ClientText.cut(failed.message()));
        }
        if (report instanceof SiteOpened opened) {
            return new SiteOpened(
                    opened.trialId(),
                    opened.site(),
                    ClientText.cut(opened.name()),
                    opened.rows(),
                    ClientText.cut(opened.engine()),
                    opened.machine().map(ClientText::cut));
        }
        return report;
    }

    private static TrialRun.Message decode(ActorRef<ClientNode.Command> node, byte[] bytes, long largest) {
        if (bytes.length > largest) {
            String message = bytes.length + " bytes, an update of this model has at most " + largest;
            UpdateSender sender = UpdateSender.of(bytes);
            return new Unreadable(
                    node,
                    sender.trialId(),
                    sender.round(),
                    sender.site(),
                    new Refusal(Refusal.Code.TOO_LARGE, message));
        }
        try {
            return new FromSite(node, new SiteTrained(FederationWire.update(bytes)));
        } catch (UnsoundUpdate e) {
            return new Unreadable(
                    node, e.trialId(), e.round(), e.site(), new Refusal(Refusal.Code.TRUNCATED, e.getMessage()));
        }
    }
}
