package dev.assay.ledger.export.trial;

import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.research.cost.Cost;
import java.util.ArrayList;
import java.util.List;

/** The curves of a trial: their names, which MLflow and TensorBoard both take and group by the slash, and their points. */
public final class TrialScalars {
    /** Mean batch loss over all steps of the round, those of all sites that contributed. */
    public static final String MEAN_LOSS = "round/mean_loss";

    /** Mean of the Euclidean norms of the sites' DIFFs, each site counting once. */
    public static final String UPDATE_NORM_MEAN = "round/update_norm_mean";

    /** The largest of the Euclidean norms of the sites' DIFFs. */
    public static final String UPDATE_NORM_MAX = "round/update_norm_max";

    /** How many sites contributed to the round. */
    public static final String SITES = "round/sites";

    /** Rows that went forward and backward in the round. */
    public static final String SAMPLES = "cost/samples";

    /** Optimizer steps of the round, over all sites. */
    public static final String STEPS = "cost/steps";

    /** Bytes from the server to the sites in the round. */
    public static final String BYTES_DOWN = "cost/bytes_down";

    /** Bytes from the sites to the server in the round. */
    public static final String BYTES_UP = "cost/bytes_up";

    /** Wall-clock seconds of the round. */
    public static final String SECONDS = "cost/seconds";

    /** The final model's score on the selection split, in the metric's unit. */
    public static final String SELECTION = "score/selection";

    /** The final model's score on the hold-out, in the metric's unit; one point an opening. */
    public static final String HOLD_OUT = "score/hold_out";

    private TrialScalars() {}

    /** The points of one round, in the order of the names above; without contributions there is no loss and no norm. */
    static List<Scalar> of(RoundCompleted round) {
        List<Scalar> scalars = new ArrayList<>();
        long steps = round.sites().stream().mapToLong(SiteContribution::steps).sum();
        if (steps > 0) {
            double loss = round.sites().stream()
                    .mapToDouble(site -> site.meanLoss() * site.steps())
                    .sum();
            scalars.add(point(round, MEAN_LOSS, loss / steps));
        }
        round.sites().stream()
                .mapToDouble(SiteContribution::norm)
                .average()
                .ifPresent(mean -> scalars.add(point(round, UPDATE_NORM_MEAN, mean)));
        round.sites().stream()
                .mapToDouble(SiteContribution::norm)
                .max()
                .ifPresent(max -> scalars.add(point(round, UPDATE_NORM_MAX, max)));
        scalars.add(point(round, SITES, round.sites().size()));
        Cost cost = round.cost();
        scalars.add(point(round, SAMPLES, (double) cost.samples()));
        scalars.add(point(round, STEPS, (double) cost.steps()));
        scalars.add(point(round, BYTES_DOWN, (double) cost.bytesDown()));
        scalars.add(point(round, BYTES_UP, (double) cost.bytesUp()));
        scalars.add(point(round, SECONDS, cost.seconds()));
        return scalars;
    }

    private static Scalar point(RoundCompleted round, String name, double value) {
        return new Scalar(name, round.round(), round.at(), value);
    }
}
