package dev.assay.server.trial;

import com.typesafe.config.Config;
import dev.assay.client.site.AnnouncedUpdate;
import dev.assay.client.site.ClientNode;
import dev.assay.client.site.ClientNode.UpdateFetched;
import dev.assay.client.site.ModelUpdate;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.EncodedUpdate;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteNotOpened;
import dev.assay.client.site.SiteReport.SiteOpened;
import dev.assay.client.site.SiteReport.SiteRefused;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.client.site.SiteReport.UpdateAnnounced;
import dev.assay.client.wire.FederationWire;
import dev.assay.client.wire.UnsoundUpdate;
import dev.assay.client.wire.UpdateSender;
import dev.assay.learning.codec.MalformedEncoding;
import dev.assay.runtime.dispatch.Workers;
import dev.assay.runtime.transfer.Transfer;
import dev.assay.runtime.transfer.TransferException;
import dev.assay.server.round.Refusal;
import dev.assay.server.round.UpdateGuard;
import dev.assay.server.trial.RunMessage.FromSite;
import dev.assay.server.trial.RunMessage.Heard;
import dev.assay.server.trial.RunMessage.Unreadable;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Where one client node's sites report to a trial, until sites are dealt out anew. Each node has a door of its own, whose address
 * no other is told, so what comes through it is that node's. Announcements of updates are decoded here, if they are not too large; of those that are, only
 * the first bytes are read, which say whose they are. What is announced is fetched, if it is not too large and lies on that
 * node, a few updates at a time. Text for people is cut here, before anything keeps it.
 */
final class SiteDoor {
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final ActorSystem<?> system;
    private final ActorRef<SiteReport> self;
    private final ActorRef<ClientNode.Command> node;
    private final UpdateGuard guard;
    private final Transfer transfer;
    private final ActorRef<RunMessage> run;
    private final Duration patience;
    private final UpdateWindow window;
    private volatile boolean closed;

    private SiteDoor(
            ActorContext<SiteReport> context,
            ActorRef<ClientNode.Command> node,
            UpdateGuard guard,
            Transfer transfer,
            ActorRef<RunMessage> run) {
        this.system = context.getSystem();
        this.self = context.getSelf();
        this.node = node;
        this.guard = guard;
        this.transfer = transfer;
        this.run = run;
        Config config = system.settings().config();
        this.patience = config.getDuration("assay.server.lost-patience");
        this.window = new UpdateWindow(config.getInt("assay.transfer.fetches-of-one-node"));
    }

    /** @param guard knows how large an update of the trial can be */
    static Behavior<SiteReport> create(
            ActorRef<ClientNode.Command> node, UpdateGuard guard, Transfer transfer, ActorRef<RunMessage> run) {
        return Behaviors.setup(context -> {
            SiteDoor door = new SiteDoor(context, node, guard, transfer, run);
            // By its class: what is no report at all comes through here too, and must not end the door.
            return Behaviors.receive(SiteReport.class)
                    .onMessage(SiteReport.class, report -> {
                        door.hear(report);
                        return Behaviors.same();
                    })
                    .onSignal(PostStop.class, stop -> {
                        door.closed = true;
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private void hear(SiteReport report) {
        if (report instanceof EncodedUpdate encoded) {
            hear(encoded.bytes());
        } else if (report instanceof UpdateAnnounced announced) {
            hear(announced.update());
        } else {
            run.tell(new FromSite(node, self, bounded(report)));
        }
    }

    private void hear(byte[] bytes) {
        if (bytes.length > guard.largestMessage()) {
            UpdateSender sender = UpdateSender.of(bytes);
            refuse(
                    sender.trialId(),
                    sender.round(),
                    sender.site(),
                    Refusal.Code.TOO_LARGE,
                    bytes.length + " bytes, an update of this trial is announced by at most " + guard.largestMessage());
            return;
        }
        try {
            hear(FederationWire.update(bytes));
        } catch (UnsoundUpdate e) {
            refuse(e.trialId(), e.round(), e.site(), Refusal.Code.TRUNCATED, e.getMessage());
        }
    }

    private void hear(AnnouncedUpdate update) {
        Optional<Refusal> tooLarge = guard.checkSize(update);
        Optional<Refusal> refusal = tooLarge.isPresent() ? tooLarge : checkHost(update);
        if (refusal.isPresent()) {
            refuse(
                    update.trialId(),
                    update.round(),
                    update.site(),
                    refusal.get().code(),
                    refusal.get().message());
            return;
        }
        window.enter(() -> fetch(update, OptionalLong.empty()));
    }

    /**
     * A node that dies between announcing an update and its being fetched is not a site that failed: the run places its sites
     * again as soon as the cluster has removed it. Only a node that is still there when patience ends has failed.
     * What comes after the door was closed is of sessions that are no more, and told to nobody.
     *
     * <p>Nothing of this actor is touched when the vectors are there, or are not: the run and the node are only told. The next
     * update's turn comes when the run has taken this one, so that no more of them lie before it than are fetched at a time.
     *
     * @param patienceEnds by {@link System#nanoTime()}; empty before the node could not be reached
     */
    private void fetch(AnnouncedUpdate update, OptionalLong patienceEnds) {
        CompletableFuture.completedFuture(transfer).thenCompose(update::fetch).whenComplete((fetched, failure) -> {
            if (closed) {
                return;
            }
            if (failure != null && mayBeLost(failure)) {
                long end = patienceEnds.orElseGet(() -> System.nanoTime() + patience.toNanos());
                if (System.nanoTime() < end) {
                    Runnable again = () -> fetch(update, OptionalLong.of(end));
                    system.scheduler().scheduleOnce(AGAIN, again, system.executionContext());
                    return;
                }
            }
            if (failure == null) {
                decode(update, fetched);
            } else {
                notFetched(update, failure);
            }
            run.tell(new Heard(window::leave));
            node.tell(new UpdateFetched(update.trialId(), update.round(), update.site()));
        });
    }

    private void decode(AnnouncedUpdate update, ModelUpdate fetched) {
        try {
            run.tell(new FromSite(node, self, new SiteTrained(guard.decoded(fetched))));
        } catch (MalformedEncoding e) {
            refuse(
                    fetched.trialId(),
                    fetched.round(),
                    fetched.site(),
                    Refusal.Code.TRUNCATED,
                    "its DIFF cannot be decoded: " + e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            notFetched(update, e);
        }
    }

    private static boolean mayBeLost(Throwable failure) {
        return cause(failure) instanceof TransferException known
                && known.reason().mayBeLost();
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    /** A node serves its vectors where it is known by; any other address would have this node connect to whatever it names. */
    private Optional<Refusal> checkHost(AnnouncedUpdate update) {
        Optional<String> host = node.path().address().getHost();
        return update.vectors().stream()
                .filter(vector ->
                        host.isPresent() && !host.get().equals(vector.at().host()))
                .findFirst()
                .map(vector -> new Refusal(
                        Refusal.Code.WRONG_ADDRESS,
                        "a vector at " + ClientText.cut(vector.at().toString()) + ", the node is at " + host.get()));
    }

    private void notFetched(AnnouncedUpdate update, Throwable failure) {
        String message = ClientText.cut(Workers.message(failure));
        if (cause(failure) instanceof TransferException known && known.reason().isOther()) {
            refuse(update.trialId(), update.round(), update.site(), Refusal.Code.TRUNCATED, message);
        } else {
            run.tell(
                    new FromSite(node, self, new SiteFailed(update.trialId(), update.round(), update.site(), message)));
        }
    }

    private void refuse(String trialId, int round, int site, Refusal.Code code, String message) {
        run.tell(new Unreadable(node, self, trialId, round, site, new Refusal(code, message)));
    }

    private static SiteReport bounded(SiteReport report) {
        if (report instanceof SiteFailed failed) {
            return new SiteFailed(failed.trialId(), failed.round(), failed.site(), ClientText.cut(failed.message()));
        }
        if (report instanceof SiteRefused policy) {
            return new SiteRefused(policy.trialId(), policy.round(), policy.site(), ClientText.cut(policy.message()));
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
}
