package dev.assay.server.trial;

import dev.assay.client.site.ClientNode;
import dev.assay.client.site.ModelUpdate;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteNotOpened;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.client.site.SiteReport.SiteRefused;
import dev.assay.client.site.SiteReport.SiteScored;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.client.site.SiteReport.SiteWaits;
import dev.assay.server.round.OpenRound;
import dev.assay.server.round.Refusal;
import dev.assay.server.trial.RunMessage.FromSite;
import dev.assay.server.trial.RunMessage.Unreadable;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Hears what sites report: a node may speak for the sites that it was given and for no other, sound updates go into the round,
 * all others are refused. Part of one {@link TrialRun}; not thread-safe.
 */
final class SiteReports {
    /** In place of a site's index: the update claims one that its node was not given. */
    static final int NO_SITE = -1;

    private final String trialId;
    private final SiteNodes nodes;
    private final RefusedUpdates refused;

    SiteReports(String trialId, SiteNodes nodes, RefusedUpdates refused) {
        this.trialId = trialId;
        this.nodes = nodes;
        this.refused = refused;
    }

    /** Whether it is about the opening of a site, by the node that was given it. */
    boolean isOpening(FromSite from) {
        SiteReport report = from.report();
        return (report instanceof SiteOpened || report instanceof SiteNotOpened)
                && nodes.hears(from.door())
                && report.trialId().equals(trialId)
                && nodes.serves(from.node(), report.site());
    }

    /** Whether it is about the score of a site, by the node that was given it. */
    boolean isOfScoring(FromSite from) {
        SiteReport report = from.report();
        return (report instanceof SiteScored || report instanceof SiteFailed)
                && nodes.hears(from.door())
                && report.trialId().equals(trialId)
                && nodes.serves(from.node(), report.site());
    }

    void hear(OpenRound round, FromSite from) {
        if (!nodes.hears(from.door())) {
            return;
        }
        SiteReport report = from.report();
        if (report instanceof SiteTrained trained) {
            ModelUpdate update = trained.update();
            Optional<Refusal> alien = alien(from.node(), update.site(), round);
            Optional<Refusal> refusal = alien.isPresent() ? alien : round.offer(update);
            refusal.ifPresent(why -> refuse(from.node(), update.round(), update.site(), why));
        } else if (report instanceof SiteFailed failed
                && failed.trialId().equals(trialId)
                && failed.round() == round.round()
                && nodes.serves(from.node(), failed.site())) {
            round.failed(failed.site(), failed.message());
        } else if (report instanceof SiteRefused policy
                && policy.trialId().equals(trialId)
                && policy.round() == round.round()
                && nodes.serves(from.node(), policy.site())) {
            Refusal refusal = new Refusal(
                    Refusal.Code.SITE_POLICY, "site " + policy.site() + " keeps its update " + policy.message());
            round.withheld(policy.site(), refusal);
            refuse(from.node(), policy.round(), policy.site(), refusal);
        } else if (report instanceof SiteWaits waits
                && waits.trialId().equals(trialId)
                && waits.round() == round.round()
                && nodes.serves(from.node(), waits.site())) {
            round.waits(waits.site());
        }
    }

    void hear(OpenRound round, Unreadable unreadable) {
        if (nodes.hears(unreadable.door()) && nodes.serves(unreadable.node(), unreadable.site())) {
            round.unreadable(unreadable.trialId(), unreadable.round(), unreadable.site(), unreadable.refusal());
        }
        hearOutside(unreadable);
    }

    /** An update that comes while no round is open: late, or one of a round that is being trained again. */
    void hearOutside(FromSite from) {
        if (nodes.hears(from.door()) && from.report() instanceof SiteTrained trained) {
            ModelUpdate update = trained.update();
            refuse(from.node(), update.round(), update.site(), outside(from.node(), update));
        }
    }

    /** What cannot be read is refused for just that, whenever it comes. */
    void hearOutside(Unreadable unreadable) {
        if (nodes.hears(unreadable.door())) {
            refuse(unreadable.node(), unreadable.round(), unreadable.site(), unreadable.refusal());
        }
    }

    private Refusal outside(ActorRef<ClientNode.Command> node, ModelUpdate update) {
        if (!update.trialId().equals(trialId)) {
            return new Refusal(Refusal.Code.WRONG_TRIAL, "trial " + update.trialId() + ", this is " + trialId);
        }
        if (!nodes.serves(node, update.site())) {
            return new Refusal(
                    Refusal.Code.WRONG_SENDER,
                    "an answer for site " + update.site() + ", which this node was not given");
        }
        return refused.isLate(update.round())
                ? new Refusal(Refusal.Code.LATE, "round " + update.round() + ", which is over")
                : new Refusal(Refusal.Code.WRONG_ROUND, "round " + update.round() + ", no round is open");
    }

    private void refuse(ActorRef<ClientNode.Command> node, int round, int site, Refusal refusal) {
        refused.refuse(node, round, site, nodes.serves(node, site) ? site : NO_SITE, refusal);
    }

    private Optional<Refusal> alien(ActorRef<ClientNode.Command> node, int site, OpenRound round) {
        return nodes.serves(node, site) || !round.has(site)
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Refusal.Code.WRONG_SENDER, "an answer for site " + site + ", which another node was given"));
    }
}
