package dev.assay.ledger.projection;

import dev.assay.learning.metric.Direction;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.RecordedTask;
import dev.assay.ledger.campaign.Verdict;
import dev.assay.ledger.projection.View.Column;
import dev.assay.ledger.projection.View.Name;
import dev.assay.ledger.results.ResultTable;
import dev.assay.research.cost.Cost;
import dev.assay.research.program.Arm;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes views of a campaign's state. Gains are above 0 where a score is better than the baseline's. */
public final class Views {
    private static final int SCORE = 6;
    private static final int SECONDS = 1;

    private final CampaignState state;
    private final Direction direction;
    private final OptionalDouble baseline;

    private Views(CampaignState state) {
        this.state = state;
        this.direction = RecordedTask.of(state.start().orElseThrow()).direction();
        this.baseline = state.candidates().isEmpty()
                ? OptionalDouble.empty()
                : state.record(0).score();
    }

    /** One view of a campaign that has begun. */
    public static View of(Name name, CampaignState state) {
        Views views = new Views(state);
        return switch (name) {
            case RESULTS -> views.results();
            case BEST -> views.best();
            case COST -> views.cost();
            case FAMILIES -> views.families();
            case AXES -> views.axes();
        };
    }

    /** All views of a campaign that has begun. */
    public static List<View> all(CampaignState state) {
        return Arrays.stream(Name.values()).map(name -> of(name, state)).toList();
    }

    private View results() {
        return new View(
                Name.RESULTS,
                List.of(
                        Column.of("commit"),
                        new Column("score", SCORE),
                        new Column("runtime_seconds", SECONDS),
                        Column.of("budget"),
                        Column.of("status"),
                        Column.of("target"),
                        Column.of("description"),
                        Column.of("artifacts")),
                ResultTable.of(state).rows().stream()
                        .map(row -> Arrays.<Object>asList(
                                row.commit(),
                                boxed(row.score()),
                                row.runtimeSeconds(),
                                row.budget(),
                                row.status().word(),
                                row.target(),
                                row.description(),
                                row.artifacts()))
                        .toList());
    }

    private View best() {
        List<List<Object>> rows = new ArrayList<>();
        String incumbent = Candidate.name(0);
        OptionalDouble best = OptionalDouble.empty();
        for (int number : state.reviewOrder()) {
            CandidateRecord record = state.record(number);
            if (record.candidate().arm() != Arm.AGENT) {
                continue;
            }
            if (record.review().orElseThrow().verdict() == Verdict.KEEP) {
                incumbent = record.candidate().name();
                best = record.score();
            }
            rows.add(Arrays.asList(
                    rows.size() + 1,
                    record.review().orElseThrow().at().toString(),
                    record.candidate().name(),
                    record.status().word(),
                    boxed(record.score()),
                    incumbent,
                    boxed(best),
                    boxed(gain(best))));
        }
        return new View(
                Name.BEST,
                List.of(
                        Column.of("review"),
                        Column.of("at"),
                        Column.of("candidate"),
                        Column.of("status"),
                        new Column("score", SCORE),
                        Column.of("incumbent"),
                        new Column("best_score", SCORE),
                        new Column("best_gain", SCORE)),
                rows);
    }

    private View cost() {
        return new View(
                Name.COST,
                List.of(
                        Column.of("candidate"),
                        Column.of("arm"),
                        Column.of("status"),
                        Column.of("trials"),
                        Column.of("samples"),
                        Column.of("steps"),
                        Column.of("bytes_down"),
                        Column.of("bytes_up"),
                        new Column("seconds", SECONDS)),
                state.candidates().stream().map(Views::cost).toList());
    }

    private static List<Object> cost(CandidateRecord record) {
        Cost cost = record.cost();
        return Arrays.asList(
                record.candidate().name(),
                record.candidate().arm().key(),
                record.status().word(),
                record.trials().size(),
                cost.samples(),
                cost.steps(),
                cost.bytesDown(),
                cost.bytesUp(),
                cost.seconds());
    }

    private View families() {
        SortedMap<String, List<CandidateRecord>> families = new TreeMap<>();
        for (CandidateRecord record : state.candidates()) {
            families.computeIfAbsent(record.candidate().family(), family -> new ArrayList<>())
                    .add(record);
        }
        List<List<Object>> rows = new ArrayList<>();
        families.forEach((family, records) -> {
            Optional<CandidateRecord> best = best(records);
            rows.add(Arrays.asList(
                    family,
                    records.size(),
                    count(records, Verdict.KEEP),
                    count(records, Verdict.DISCARD),
                    count(records, Verdict.CRASH),
                    best.map(record -> record.candidate().name()).orElse(null),
                    best.map(record -> boxed(record.score())).orElse(null),
                    best.map(record -> boxed(gain(record.score()))).orElse(null)));
        });
        return new View(
                Name.FAMILIES,
                List.of(
                        Column.of("family"),
                        Column.of("candidates"),
                        Column.of("kept"),
                        Column.of("discarded"),
                        Column.of("crashed"),
                        Column.of("best"),
                        new Column("best_score", SCORE),
                        new Column("best_gain", SCORE)),
                rows);
    }

    private View axes() {
        SortedMap<Knob, SortedMap<String, List<CandidateRecord>>> axes = new TreeMap<>();
        for (CandidateRecord record : state.candidates(Arm.AGENT)) {
            changes(record.candidate().recipe())
                    .forEach((knob, value) -> axes.computeIfAbsent(knob, key -> new TreeMap<>())
                            .computeIfAbsent(value, key -> new ArrayList<>())
                            .add(record));
        }
        List<List<Object>> rows = new ArrayList<>();
        axes.forEach((knob, values) -> values.forEach((value, records) -> {
            Optional<CandidateRecord> best = best(records);
            rows.add(Arrays.asList(
                    knob.key(),
                    value,
                    records.size(),
                    count(records, Verdict.KEEP),
                    count(records, Verdict.CRASH),
                    best.map(record -> record.candidate().name()).orElse(null),
                    best.map(record -> boxed(gain(record.score()))).orElse(null),
                    meanGain(records)));
        }));
        return new View(
                Name.AXES,
                List.of(
                        Column.of("axis"),
                        Column.of("value"),
                        Column.of("candidates"),
                        Column.of("kept"),
                        Column.of("crashed"),
                        Column.of("best"),
                        new Column("best_gain", SCORE),
                        new Column("mean_gain", SCORE)),
                rows);
    }

    /** What a recipe has otherwise than the baseline; a knob that it no longer uses is not an axis. */
    private SortedMap<Knob, String> changes(Recipe recipe) {
        Map<Knob, KnobValue> before = state.record(0).candidate().recipe().values();
        SortedMap<Knob, String> changes = new TreeMap<>();
        recipe.values().forEach((knob, value) -> {
            if (!value.equals(before.get(knob))) {
                changes.put(knob, value.toString());
            }
        });
        return changes;
    }

    private Optional<CandidateRecord> best(List<CandidateRecord> records) {
        return records.stream()
                .filter(Views::isScored)
                .max((one, other) -> Double.compare(
                        direction.gain(one.score().getAsDouble(), 0),
                        direction.gain(other.score().getAsDouble(), 0)));
    }

    private Double meanGain(List<CandidateRecord> records) {
        OptionalDouble mean = records.stream()
                .filter(Views::isScored)
                .map(record -> gain(record.score()))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average();
        return boxed(mean);
    }

    /** The review of a crash has score 0, which is none. */
    private static boolean isScored(CandidateRecord record) {
        return record.score().isPresent()
                && record.review()
                        .map(review -> review.verdict() != Verdict.CRASH)
                        .orElse(true);
    }

    private OptionalDouble gain(OptionalDouble score) {
        return score.isPresent() && baseline.isPresent()
                ? OptionalDouble.of(direction.gain(score.getAsDouble(), baseline.getAsDouble()))
                : OptionalDouble.empty();
    }

    private static int count(List<CandidateRecord> records, Verdict verdict) {
        return (int) records.stream()
                .filter(record -> record.review()
                        .filter(review -> review.verdict() == verdict)
                        .isPresent())
                .count();
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? (Double) value.getAsDouble() : null;
    }
}
