package dev.assay.ledger.export.table;

import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.Status;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a row is about.
 *
 * @param parent the recipe that the candidate's was changed from; the baseline's own for the baseline
 * @param proposedIn phase of the campaign in which it was proposed
 * @param metric name
 * @param run the run folder, as a person would write it in a command
 */
record TableSubject(CandidateRecord record, Recipe parent, Phase proposedIn, String metric, String run) {
    boolean isBaseline() {
        return record.candidate().number() == 0;
    }

    boolean crashed() {
        return record.status() == Status.CRASH;
    }

    /** Whether the score column has a number: a crash has none, whatever single seeds came to. */
    boolean isScored() {
        return !crashed() && record.score().isPresent();
    }

    /** The knobs whose value is another one than in the parent, with those that came or went, in the order of recipes. */
    List<Knob> changedKnobs() {
        Map<Knob, KnobValue> before = parent.values();
        Map<Knob, KnobValue> after = record.candidate().recipe().values();
        return Stream.of(Knob.values())
                .filter(knob -> !Objects.equals(before.get(knob), after.get(knob)))
                .toList();
    }

    /** One change in words: {@code lr 0.05 -> 0.01}; a knob that one of the two does not have is {@code none} there. */
    String change(Knob knob) {
        return knob.key() + " " + value(parent, knob) + " -> "
                + value(record.candidate().recipe(), knob);
    }

    private static String value(Recipe recipe, Knob knob) {
        return recipe.value(knob).map(KnobValue::text).orElse("none");
    }
}
