package dev.assay.ledger.report;

import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.program.Arm;
import dev.assay.research.program.Program;
import dev.assay.research.program.Program.PhaseName;
import dev.assay.research.program.Programs;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A program's enforced rules in words. */
final class ProgramRules {
    private ProgramRules() {}

    /** The recorded program; empty if this release cannot read it, which must not keep anybody from the report. */
    static Optional<Program> parse(String text) {
        try {
            return Optional.of(Programs.parse(text, "the recorded program"));
        } catch (InvalidInput e) {
            return Optional.empty();
        }
    }

    static List<String> inWords(Program program) {
        Program.Seeds seeds = program.seeds();
        return List.of(
                "Phases: "
                        + program.phases().stream()
                                .map(PhaseName::name)
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))
                        + ".",
                "Seeds: " + seeds.baseline() + " for the baseline, which measures the noise; " + seeds.first()
                        + " for a candidate, and " + seeds.full()
                        + " unless it is hopeless by then; " + seeds.confirmation()
                        + " fresh ones for the confirmation.",
                "Keep rule: on the same seeds, the "
                        + Numbers.percent(program.keep().confidence())
                        + " interval of the gain over the incumbent is above 0, and the mean gain is at least "
                        + Numbers.plain(program.keep().minGain()) + ".",
                "Search: " + program.search().method() + ", reviewed in batches of "
                        + program.search().batch() + ".",
                program.controls()
                        .map(controls -> "Control arms: "
                                + controls.arms().stream().map(Arm::words).collect(Collectors.joining(", "))
                                + ", each with "
                                + (controls.candidates().isPresent()
                                        ? "at most " + controls.candidates().getAsInt()
                                        : "as many")
                                + " candidates" + (controls.candidates().isPresent() ? " and never more than" : " as")
                                + " the agent had.")
                        .orElse("Control arms: none."),
                "Watchdog: looks further away after " + program.watchdog().widenAfter()
                        + " reviewed candidates in a row without a keep, and ends the search after "
                        + program.watchdog().stopAfter() + ".",
                "Crashes: a family is left after " + program.crashes().familyLimit() + ".");
    }
}
