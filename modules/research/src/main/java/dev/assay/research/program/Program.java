package dev.assay.research.program;

import dev.assay.learning.digest.Digest;
import dev.assay.research.watchdog.Watchdog;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The control plane of a campaign: rules that are enforced, whoever proposes.
 *
 * @param text the program as it was read
 * @param guidance the prose below the front matter, for a language-model agent
 * @param phases in this order; the baseline is always the first
 * @param controls the control arms; present where the phases ask for them
 * @param candidateCap candidates of the agent after the baseline
 * @param stopFile name of a file in the run folder that ends the campaign cleanly
 */
public record Program(
        String text,
        String guidance,
        List<PhaseName> phases,
        Seeds seeds,
        Keep keep,
        Search search,
        Watchdog watchdog,
        Crashes crashes,
        Optional<Controls> controls,
        int candidateCap,
        String stopFile) {
    public Program {
        phases = List.copyOf(phases);
    }

    public Digest digest() {
        return Digest.ofText(text);
    }

    /** The parts of a campaign that a program may ask for. */
    public enum PhaseName {
        BASELINE,
        CALIBRATION,
        SEARCH,
        CONTROLS,
        CONFIRMATION
    }

    /**
     * Seeds a candidate is run with. All candidates share the same ones, in the same order; confirmation has fresh ones.
     *
     * @param baseline for the baseline, at least 2: their spread is the noise
     * @param first after these a hopeless candidate is given up
     * @param full for a candidate that is not given up; at most {@code baseline}, so that every pair exists
     * @param confirmation fresh ones for the final incumbent and the baseline, at least 2
     */
    public record Seeds(int baseline, int first, int full, int confirmation) {}

    /**
     * The keep rule.
     *
     * @param confidence of the two-sided interval, between 0.5 and 1
     * @param minGain smallest mean gain in score that is worth keeping
     */
    public record Keep(double confidence, double minGain) {}

    /**
     * The built-in search.
     *
     * @param method its name
     * @param batch candidates that are proposed before the next review
     */
    public record Search(String method, int batch) {}

    /** @param familyLimit crashes after which a strategy family is left */
    public record Crashes(int familyLimit) {}

    /**
     * Control arms. Each is run with the agent's seeds, racing and batches, and with as many candidates as the agent had, or
     * fewer where the program says so.
     *
     * @param arms without the agent's, each once
     * @param candidates of each arm, at least 1; empty for as many as the agent had
     */
    public record Controls(List<Arm> arms, OptionalInt candidates) {
        public Controls {
            arms = List.copyOf(arms);
        }

        /** Candidates of each arm, for an agent that had so many: never more, for that would not be the same budget. */
        public int budget(int agentCandidates) {
            return Math.min(agentCandidates, candidates.orElse(agentCandidates));
        }
    }
}
