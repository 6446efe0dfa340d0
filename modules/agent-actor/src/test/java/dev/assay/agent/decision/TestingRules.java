package dev.assay.agent.decision;

import dev.assay.research.search.Proposer;

/** A small program and profile that tests change. No data file belongs to the profile: decisions read none. */
public final class TestingRules {
    private TestingRules() {}

    /** The rules, with each first string of program or profile replaced by the second one after it. */
    public static CampaignRules with(String... replacements) {
        return CampaignRules.read(replaced(PROFILE, replacements), replaced(PROGRAM, replacements));
    }

    static CampaignRules searching(Proposer search, String... replacements) {
        CampaignRules rules = with(replacements);
        return new CampaignRules(rules.profile(), rules.program(), rules.direction(), rules.calibration(), search);
    }

    private static String replaced(String text, String... replacements) {
        String changed = text;
        for (int i = 0; i < replacements.length; i += 2) {
            if (!(PROFILE + PROGRAM).contains(replacements[i])) {
                throw new IllegalArgumentException("nothing contains '" + replacements[i] + "'");
            }
            changed = changed.replace(replacements[i], replacements[i + 1]);
        }
        return changed;
    }

    private static final String PROGRAM = """
            ---
            phases: [baseline, calibration, search, confirmation]
            seeds: {baseline: 5, first: 2, full: 5, confirmation: 4}
            keep: {confidence: 0.8, min_gain: 0.005}
            search: {method: local-tpe, batch: 2}
            watchdog: {widen_after: 3, stop_after: 6}
            crashes: {family_limit: 2}
            caps: {candidates: 16}
            stop_file: STOP
            ---
            # Program
            """;

    private static final String PROFILE = """
            ---
            task: testing
            title: A task for tests
            data:
              file: rows.csv
              sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
              address: https://example.org/rows
              terms: made up
              rows: 60
              classes: 3
              reader: {format: csv, header: false, columns: 3, label: 2, row_shape: [2], scale: 1}
            splits: {train: 0.5, selection: 0.3, hold_out: 0.2, seed: 1}
            partition: {rule: iid, sites: 3, seed: 1}
            loss: cross_entropy
            metric: {name: accuracy, direction: maximize}
            model:
              max_parameters: 100
              architectures:
                mlp: {family: mlp, hidden: [4], dropout: 0}
            budget: {rounds: 3, min_sites: 3, round_timeout: 60}
            cost: {max_sample_passes: 100}
            updates: {max_norm: 10}
            baseline: {aggregator: fedavg, architecture: mlp, lr: 0.1, batch_size: 4, local_epochs: 1}
            calibration:
              - {name: fast, hypothesis: A larger rate goes further., change: {lr: 0.2}}
              - {name: prox, hypothesis: A term holds the sites together., change: {proximal_mu: 0.1}}
              - {name: prox-strong, hypothesis: A strong term holds more., change: {proximal_mu: 0.5}}
              - {name: scaffold, hypothesis: Control variates remove the drift., change: {aggregator: scaffold}}
              - {name: median, hypothesis: A median ignores what is far off., change: {aggregator: median}}
            surface:
              - {knob: lr, min: 0.001, max: 1, scale: log}
              - {knob: proximal_mu, min: 0.0001, max: 1, scale: log, zero: true}
              - {knob: aggregator, choices: [fedavg, scaffold, median]}
              - {knob: batch_size, min: 2, max: 8, scale: log}
            ---
            # Task: testing
            """;
}
