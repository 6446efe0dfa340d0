package dev.assay.server.trial;

import com.typesafe.config.Config;
import dev.assay.ledger.trial.TrialOutcome.FailureCode;
import dev.assay.research.profile.Profile;
import dev.assay.research.recipe.KnobValue;
import dev.assay.server.round.OpenRound;
import dev.assay.server.trial.RunMessage.Broken;
import dev.assay.server.trial.RunMessage.CostTimeIsUp;
import dev.assay.server.trial.RunMessage.OpenTimedOut;
import dev.assay.server.trial.RunMessage.OwnersTimedOut;
import dev.assay.server.trial.RunMessage.PatienceEnded;
import dev.assay.server.trial.RunMessage.RoundTimedOut;
import dev.assay.server.trial.RunMessage.ScoresTimedOut;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * How long a trial waits: for nodes that have the data, for its sites to open, for the answers of a round, and until it has
 * cost its seconds. Part of one {@link TrialRun}, which it tells when a time is up; not thread-safe.
 */
final class Deadlines {
    private static final String COST = "cost";

    private final TimerScheduler<RunMessage> timers;
    private final Duration openTimeout;
    private final Duration answerTimeout;
    private final Duration ownerPatience;
    private final Duration ownerTimeout;
    private final Duration lostPatience;
    /** By {@link System#nanoTime()}, of the round that is open. */
    private long roundStart;
    /** Whether that round's silent sites were given the time in which a lost node is found. */
    private boolean graced;

    /** @param config with {@code assay.server} */
    Deadlines(TimerScheduler<RunMessage> timers, Duration openTimeout, Config config) {
        this.timers = timers;
        this.openTimeout = openTimeout;
        this.answerTimeout = config.getDuration("assay.server.answer-timeout");
        this.ownerPatience = config.getDuration("assay.server.owner-patience");
        this.ownerTimeout = config.getDuration("assay.server.owner-timeout");
        this.lostPatience = config.getDuration("assay.server.lost-patience");
    }

    /** How long owners of sites are waited for that the trial cannot go on without. */
    Duration ownerTimeout() {
        return ownerTimeout;
    }

    /** For data files to be read, or for other nodes to tell what sites have. */
    void startPreparing() {
        timers.startSingleTimer(new PatienceEnded(), answerTimeout);
    }

    /** For nodes that have the sites' data; anew, if it runs already. */
    void startPlacing() {
        timers.startSingleTimer(new PatienceEnded(), ownerPatience);
        timers.startSingleTimer(new OwnersTimedOut(), ownerTimeout);
    }

    /** Anew, if it runs already. */
    void startOpening() {
        timers.cancel(new PatienceEnded());
        timers.cancel(new OwnersTimedOut());
        timers.startSingleTimer(new OpenTimedOut(), openTimeout);
    }

    void endOpening() {
        timers.cancel(new OpenTimedOut());
    }

    /** The profile's time for a round, and what is left of the trial's seconds if they are capped; a repeated one costs none. */
    void startRound(Progress progress, OpenRound round) {
        Profile profile = progress.trial().task().profile();
        // Of an attempt that a lost node ended.
        timers.cancel(COST);
        roundStart = System.nanoTime();
        graced = false;
        timers.startSingleTimer(
                new RoundTimedOut(round.round()), profile.budget().roundTimeout());
        profile.caps().maxSeconds().stream()
                .filter(cap -> !progress.nextRoundIsRecorded())
                .forEach(cap -> timers.startSingleTimer(
                        COST, new CostTimeIsUp(cap), left(cap - progress.spent().seconds())));
    }

    /** Why a round is given more time. */
    enum Extension {
        SITES_WAIT("sites wait for a device behind other trials' work, or for its memory"),
        NODE_MAY_BE_LOST("a node may have been lost");

        private final String words;

        Extension(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /**
     * Gives a round whose time is up more of it, where there is a reason. Sites that wait for a device behind other trials' work
     * are not silent: they have the profile's time anew, as long as owners of sites are waited for. A node that has just died may
     * not have been found yet: its sites are not held to have failed before it would have been.
     *
     * @param remote whether sites are on other nodes
     */
    Optional<Extension> extend(Progress progress, OpenRound round, boolean remote) {
        if (round.hasWaited() && System.nanoTime() - roundStart < ownerTimeout.toNanos()) {
            timers.startSingleTimer(
                    new RoundTimedOut(round.round()),
                    progress.trial().task().profile().budget().roundTimeout());
            return Optional.of(Extension.SITES_WAIT);
        }
        if (graced || !remote) {
            return Optional.empty();
        }
        graced = true;
        timers.startSingleTimer(new RoundTimedOut(round.round()), lostPatience);
        return Optional.of(Extension.NODE_MAY_BE_LOST);
    }

    void endRound(OpenRound round) {
        timers.cancel(new RoundTimedOut(round.round()));
        timers.cancel(COST);
    }

    /** The sites' own evaluation has the profile's time for a round. */
    void startScoring(Progress progress) {
        timers.startSingleTimer(
                new ScoresTimedOut(), progress.trial().task().profile().budget().roundTimeout());
    }

    void endScoring() {
        timers.cancel(new ScoresTimedOut());
    }

    private static Duration left(double seconds) {
        return Duration.ofMillis((long) Math.min(Integer.MAX_VALUE, Math.max(1, Math.ceil(seconds * 1e3))));
    }

    /** What the end of the seconds means for a trial in the middle of a round. */
    static Broken tooSlow(Progress progress, OpenRound round, CostTimeIsUp up) {
        double seconds = progress.spent().seconds() + round.cost().seconds();
        return new Broken(
                FailureCode.COST_EXCEEDED,
                String.format(Locale.ROOT, "max_seconds is %.3f, must be at most %s", seconds, KnobValue.of(up.cap())));
    }
}
