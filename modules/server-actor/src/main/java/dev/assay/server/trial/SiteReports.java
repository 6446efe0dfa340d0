package dev.assay.server.trial;

import dev.assay.client.site.ClientNode;
import dev.assay.client.site.ModelUpdate;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteNotOpened;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.server.round.OpenRound;
import dev.assay.server.round.Refusal;
import dev.assay.server.trial.TrialRun.FromSite;
import dev.assay.server.trial.TrialRun.Unreadable;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Hears what sites report: a node may speak for the sites that it was given and for no other, sound updates go into the round,
 * all others are refused. Part of one {@link TrialRun}; not thread-safe.
 */
final class SiteReports {
    private final SiteNodes nodes;
    private final RefusedUpdates refused;

    SiteReports(SiteNodes nodes, RefusedUpdates refused) {
        this.nodes = nodes;
        this.refused = refused;
    }

    /** Whether it is about the opening of a site, by the node that was given it. */
    boolean isOpening(FromSite from) {
        SiteReport report = from.report();
        return (report instanceof SiteOpened || report instanceof SiteNotOpened)
                && nodes.serves(from.node(), report.site());
    }

    void hear(OpenRound round, FromSite from) {
        SiteReport report = from.report();
        if (report instanceof SiteTrained trained) {
            ModelUpdate update = trained.update();
            Optional<Refusal> alien = alien(from.node(), update.site(), round);
            Optional<Refusal> refusal = alien.isPresent() ? alien : round.offer(update);
            refusal.ifPresent(why -> refused.refuse(from.node(), update.round(), update.site(), why));
        } else if (report instanceof SiteFailed failed
                && failed.round() == round.round()
                && nodes.serves(from.node(), failed.site())) {
            round.failed(failed.site(), failed.message());
        }
    }

    void hear(OpenRound round, Unreadable unreadable) {
        if (nodes.serves(unreadable.node(), unreadable.site())) {
            round.unreadable(unreadable.trialId(), unreadable.round(), unreadable.site(), unreadable.refusal());
        }
        refused.refuse(unreadable.node(), unreadable.round(), unreadable.site(), unreadable.refusal());
    }

    /** An update that comes outside of its round: late, or one of a round that is being trained again elsewhere. */
    void hearOutside(FromSite from) {
        if (from.report() instanceof SiteTrained trained
                && refused.isLate(trained.update().round())) {
            int round = trained.update().round();
            Refusal late = new Refusal(Refusal.Code.LATE, "round " + round + ", which is over");
            refused.refuse(from.node(), round, trained.site(), late);
        }
    }

    private Optional<Refusal> alien(ActorRef<ClientNode.Command> node, int site, OpenRound round) {
        return nodes.serves(node, site) || !round.has(site)
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Refusal.Code.WRONG_SENDER, "an answer for site " + site + ", which another node was given"));
    }
}
