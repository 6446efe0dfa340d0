package dev.assay.research.profile;

import dev.assay.learning.data.Targets;
import dev.assay.learning.loss.Loss;
import dev.assay.learning.metric.Metric;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.FrontMatter;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problems;
import dev.assay.research.frontmatter.Values;
import dev.assay.research.guard.ProposalGuard;
import dev.assay.research.guard.Violation;
import dev.assay.research.recipe.Aggregator;
import dev.assay.research.recipe.InvalidRecipe;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.surface.MutationSurface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/** Turns a front matter that the schema accepts into a profile, and finds what only the meaning of the values shows. */
final class ProfileReader {
    private static final double MILLIS = 1_000;

    private final FrontMatter matter;
    private final Problems problems;
    private final Values values;
    private final DivisionReader division;

    ProfileReader(FrontMatter matter, Problems problems) {
        this.matter = matter;
        this.problems = problems;
        this.values = new Values(matter, problems);
        this.division = new DivisionReader(values);
    }

    Profile read() throws InvalidInput {
        Optional<DataSource> source = new DataSourceReader(values).read(new FormatReader(values).read());
        division.check(source);
        Optional<Loss> loss = loss();
        Optional<Metric> metric = metric();
        source.ifPresent(data -> checkTarget(data, loss, metric));
        SortedMap<String, Architecture> architectures = new ArchitectureReader(values, source, loss).read();
        RecipeReader recipes = new RecipeReader(values);
        List<String> names = values.keys("model.architectures");
        Optional<Recipe> baseline = baseline(recipes, names);
        MutationSurface surface = new SurfaceReader(values, names).read();
        loss.filter(given -> !given.takesLabelSmoothing()).ifPresent(this::refuseLabelSmoothing);
        Map<String, Map<Knob, KnobValue>> changes = changes(recipes, baseline, names);
        new CodecReader(values).read();
        problems.throwIfAny();
        Profile bare = profile(source.orElseThrow(), architectures, baseline.orElseThrow(), List.of(), surface);
        List<CalibrationEntry> calibration = calibration(bare, changes);
        problems.throwIfAny();
        return profile(bare.data(), architectures, bare.baseline(), calibration, surface);
    }

    private Optional<Loss> loss() {
        return values.text("loss")
                .flatMap(name -> Arrays.stream(Loss.values())
                        .filter(loss -> loss.profileName().equals(name))
                        .findFirst());
    }

    private Optional<Metric> metric() {
        Optional<Metric> metric = values.text("metric.name")
                .flatMap(name -> Arrays.stream(Metric.values())
                        .filter(known -> known.profileName().equals(name))
                        .findFirst());
        Optional<String> direction = values.text("metric.direction");
        if (metric.isPresent() && direction.isPresent()) {
            String natural = metric.get().direction().profileName();
            if (!natural.equals(direction.get())) {
                values.problem(
                        "metric.direction",
                        "is " + direction.get() + ", must be " + natural + " for "
                                + metric.get().profileName());
            }
        }
        return metric;
    }

    private void checkTarget(DataSource data, Optional<Loss> loss, Optional<Metric> metric) {
        Targets.Kind kind = data.format().targets();
        loss.filter(given -> !given.takes(kind))
                .ifPresent(given -> values.problem(
                        "loss", "is " + given.profileName() + ", must be one for targets of kind " + words(kind)));
        if (loss.filter(Loss.BINARY_CROSS_ENTROPY::equals).isPresent() && data.classes() > 2) {
            values.problem("loss", "is binary_cross_entropy, must be cross_entropy for " + data.classes() + " classes");
        }
        metric.filter(given -> !given.takes(kind))
                .ifPresent(given -> values.problem(
                        "metric.name",
                        "is " + given.profileName() + ", must be one for targets of kind " + words(kind)));
    }

    private static String words(Targets.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private Optional<Recipe> baseline(RecipeReader recipes, List<String> architectures) {
        Map<Knob, KnobValue> given = recipes.read("baseline", Optional.of(Aggregator.FEDAVG), architectures);
        if (values.has("baseline") && !values.has("baseline.architecture")) {
            values.problem("baseline.architecture", "is missing");
        }
        if (values.has("baseline") && !values.has("baseline.local_epochs") && !values.has("baseline.local_steps")) {
            values.problem("baseline", "has neither local_epochs nor local_steps, must have one of the two");
        }
        if (!values.isSound("baseline")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Recipe.of(given));
        } catch (InvalidRecipe e) {
            values.problem("baseline", e.getMessage());
            return Optional.empty();
        }
    }

    private void refuseLabelSmoothing(Loss loss) {
        String key = "baseline." + Knob.LABEL_SMOOTHING.key();
        values.number(key)
                .filter(smoothing -> smoothing > 0)
                .ifPresent(smoothing -> values.problem(
                        key,
                        "is " + KnobValue.of(smoothing) + ", must be 0: the loss " + loss.profileName()
                                + " smooths no labels"));
        for (String entry : values.entries("surface")) {
            values.text(entry + ".knob")
                    .filter(Knob.LABEL_SMOOTHING.key()::equals)
                    .ifPresent(knob -> values.problem(
                            entry + ".knob", knob + " has no effect under the loss " + loss.profileName()));
        }
    }

    private Map<String, Map<Knob, KnobValue>> changes(
            RecipeReader recipes, Optional<Recipe> baseline, List<String> architectures) {
        Map<String, Map<Knob, KnobValue>> changes = new LinkedHashMap<>();
        Map<String, String> names = new HashMap<>();
        for (String entry : values.entries("calibration")) {
            changes.put(entry, recipes.read(entry + ".change", baseline.map(Recipe::aggregator), architectures));
            values.text(entry + ".name").ifPresent(name -> {
                String earlier = names.putIfAbsent(name, entry);
                if (earlier != null) {
                    values.problem(entry + ".name", "is '" + name + "', which is the name of " + earlier + " already");
                }
            });
        }
        return changes;
    }

    private List<CalibrationEntry> calibration(Profile bare, Map<String, Map<Knob, KnobValue>> changes) {
        List<Violation> excess = ProposalGuard.cost(bare, bare.baseline());
        if (!excess.isEmpty()) {
            excess.forEach(violation -> values.problem(
                    "baseline",
                    "needs " + violation.key() + " of " + violation.value() + ", must be " + violation.limit()));
            return List.of();
        }
        List<CalibrationEntry> entries = new ArrayList<>();
        Map<Recipe, String> earlier = new HashMap<>(Map.of(bare.baseline(), "the baseline"));
        changes.forEach((entry, change) -> {
            Recipe recipe = bare.baseline().with(change);
            String same = earlier.putIfAbsent(recipe, entry);
            if (same != null) {
                values.problem(entry + ".change", "makes the same recipe as " + same);
            }
            for (Violation violation : ProposalGuard.check(bare, recipe, Set.of())) {
                String key = entry + ".change." + violation.key();
                if (values.has(key)) {
                    values.problem(key, "is " + violation.value() + ", must be " + violation.limit());
                } else {
                    values.problem(entry + ".change", violation.toString());
                }
            }
            entries.add(new CalibrationEntry(
                    values.text(entry + ".name").orElseThrow(),
                    values.text(entry + ".hypothesis").orElseThrow(),
                    recipe));
        });
        return entries;
    }

    private Profile profile(
            DataSource source,
            SortedMap<String, Architecture> architectures,
            Recipe baseline,
            List<CalibrationEntry> calibration,
            MutationSurface surface) {
        return new Profile(
                text("task"),
                text("title"),
                matter.text(),
                ContractFields.of(matter),
                source,
                division.splits(),
                division.partition(),
                division.preprocessing(),
                division.augmentation(),
                loss().orElseThrow(),
                new Evaluation(
                        metric().orElseThrow(),
                        values.text("metric.over").filter("sites"::equals).isPresent()
                                ? Evaluation.Over.SITES
                                : Evaluation.Over.ROWS),
                whole("model.max_parameters"),
                architectures,
                new Budget(
                        whole("budget.rounds"),
                        whole("budget.min_sites"),
                        Duration.ofMillis(Math.round(number("budget.round_timeout") * MILLIS))),
                caps(),
                new UpdateLimits(number("updates.max_norm"), new CodecReader(values).read()),
                baseline,
                calibration,
                surface);
    }

    /** Only the word switches the cap on samples off: leaving the key out is a mistake, and reported as one. */
    private CostCaps caps() {
        boolean unlimited = text("cost.max_sample_passes").equals("unlimited");
        return new CostCaps(
                unlimited ? OptionalDouble.empty() : OptionalDouble.of(number("cost.max_sample_passes")),
                values.wholeLong("cost.max_steps").map(OptionalLong::of).orElse(OptionalLong.empty()),
                values.wholeLong("cost.max_bytes").map(OptionalLong::of).orElse(OptionalLong.empty()),
                values.number("cost.max_seconds").map(OptionalDouble::of).orElse(OptionalDouble.empty()));
    }

    private String text(String key) {
        return values.text(key).orElseThrow();
    }

    private int whole(String key) {
        return values.whole(key).orElseThrow();
    }

    private double number(String key) {
        return values.number(key).orElseThrow();
    }
}
