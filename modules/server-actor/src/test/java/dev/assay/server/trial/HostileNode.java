package dev.assay.server.trial;

import dev.assay.client.site.ClientNode;
import dev.assay.client.site.ClientNode.OpenSites;
import dev.assay.client.site.ClientNode.TrainRound;
import dev.assay.client.site.ClientNode.UpdateNotTaken;
import dev.assay.client.site.ModelUpdate;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.client.site.SiteReport.SiteTrained;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/** A client node that trains as it should, by an honest one behind it, and then tells the server what it likes. */
final class HostileNode {
    private HostileNode() {}

    /** What the node makes of an update that one of its sites has really trained. */
    @FunctionalInterface
    interface Attack {
        /**
         * @param sites that this node was given
         * @return what the server is told instead, in this order
         */
        List<SiteReport> instead(ModelUpdate update, Set<Integer> sites);

        /** @return what the server is told in place of this, while it waits for sites to open */
        default List<SiteReport> opening(SiteOpened opened, Set<Integer> sites) {
            return List.of(opened);
        }

        /** @return what the server is told where the sites reported before, when it has sites opened anew */
        default List<SiteReport> straggling() {
            return List.of();
        }
    }

    /** @param refusals gets every answer to an update that was not taken */
    static Behavior<ClientNode.Command> create(
            ActorRef<ClientNode.Command> honest, Attack attack, Consumer<UpdateNotTaken> refusals) {
        return Behaviors.setup(context -> {
            context.getSystem().receptionist().tell(Receptionist.register(ClientNode.KEY, context.getSelf()));
            return serving(honest, attack, refusals, Set.of(), Optional.empty());
        });
    }

    private static Behavior<ClientNode.Command> serving(
            ActorRef<ClientNode.Command> honest,
            Attack attack,
            Consumer<UpdateNotTaken> refusals,
            Set<Integer> sites,
            Optional<ActorRef<SiteReport>> before) {
        return Behaviors.receive((context, command) -> {
            if (command instanceof OpenSites open) {
                before.ifPresent(door -> attack.straggling().forEach(door::tell));
                Set<Integer> given = open.assignment().states().keySet();
                honest.tell(new OpenSites(
                        open.assignment(), context.spawnAnonymous(between(open.replyTo(), attack, given))));
                return serving(honest, attack, refusals, given, Optional.of(open.replyTo()));
            }
            if (command instanceof TrainRound round) {
                honest.tell(
                        new TrainRound(round.task(), context.spawnAnonymous(between(round.replyTo(), attack, sites))));
            } else if (command instanceof UpdateNotTaken refusal) {
                refusals.accept(refusal);
            } else {
                honest.tell(command);
            }
            return Behaviors.same();
        });
    }

    private static Behavior<SiteReport> between(ActorRef<SiteReport> server, Attack attack, Set<Integer> sites) {
        return Behaviors.receiveMessage(report -> {
            if (report instanceof SiteTrained trained) {
                attack.instead(trained.update(), sites).forEach(server::tell);
            } else if (report instanceof SiteOpened opened) {
                attack.opening(opened, sites).forEach(server::tell);
            } else {
                server.tell(report);
            }
            return Behaviors.same();
        });
    }
}
