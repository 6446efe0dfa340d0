package dev.assay.research.profile;

import dev.assay.learning.architecture.ArchitectureFamily;
import dev.assay.learning.architecture.ArchitectureParameters;
import dev.assay.learning.architecture.InvalidArchitectureException;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Partition;
import dev.assay.learning.data.Split;
import dev.assay.learning.metric.Metric;
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
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns a front matter that the schema accepts into a profile, and finds what only the meaning of the values shows. */
final class ProfileReader {
    private static final double SUM_TOLERANCE = 1e-9;
    private static final double MILLIS = 1_000;

    /** All rows are held in memory, as floats in one array. */
    private static final long MOST_VALUES = 500_000_000;

    private final FrontMatter matter;
    private final Problems problems;
    private final Values values;

    ProfileReader(FrontMatter matter, Problems problems) {
        this.matter = matter;
        this.problems = problems;
        this.values = new Values(matter, problems);
    }

    Profile read() throws InvalidInput {
        checkData();
        checkSplits();
        checkPartition();
        SortedMap<String, Architecture> architectures = architectures();
        RecipeReader recipes = new RecipeReader(values);
        List<String> names = values.keys("model.architectures");
        Optional<Recipe> baseline = baseline(recipes, names);
        MutationSurface surface = new SurfaceReader(values, names).read();
        Map<String, Map<Knob, KnobValue>> changes = changes(recipes, baseline, names);
        problems.throwIfAny();
        Profile bare = profile(architectures, baseline.orElseThrow(), List.of(), surface);
        List<CalibrationEntry> calibration = calibration(bare, changes);
        problems.throwIfAny();
        return profile(architectures, bare.baseline(), calibration, surface);
    }

    private void checkData() {
        Optional<Integer> columns = values.whole("data.reader.columns");
        Optional<Integer> label = values.whole("data.reader.label");
        if (columns.isPresent() && label.isPresent() && label.get() >= columns.get()) {
            values.problem(
                    "data.reader.label", "is " + label.get() + ", must be below columns, which is " + columns.get());
        }
        Optional<List<Integer>> shape = values.wholes("data.reader.row_shape");
        Optional<Integer> rows = values.whole("data.rows");
        if (rows.isPresent() && columns.isPresent() && (long) rows.get() * columns.get() > MOST_VALUES) {
            values.problem(
                    "data.rows",
                    "is " + rows.get() + " of " + columns.get() + " columns, must be at most " + MOST_VALUES
                            + " values in all");
        }
        if (columns.isPresent() && shape.isPresent()) {
            long size = shape.get().stream().mapToLong(Integer::longValue).reduce(1, ProfileReader::saturated);
            if (size != columns.get() - 1) {
                values.problem(
                        "data.reader.row_shape",
                        "holds " + size + " features, must hold " + (columns.get() - 1)
                                + ", the columns without the label");
            }
        }
    }

    private static long saturated(long a, long b) {
        return Math.min(a * b, Integer.MAX_VALUE);
    }

    private void checkSplits() {
        Optional<Double> train = values.number("splits.train");
        Optional<Double> selection = values.number("splits.selection");
        Optional<Double> holdOut = values.number("splits.hold_out");
        if (train.isPresent() && selection.isPresent() && holdOut.isPresent()) {
            double sum = train.get() + selection.get() + holdOut.get();
            if (Math.abs(sum - 1) > SUM_TOLERANCE) {
                values.problem(
                        "splits",
                        "train, selection and hold_out add up to "
                                + new BigDecimal(sum)
                                        .round(new MathContext(6))
                                        .stripTrailingZeros()
                                        .toPlainString() + ", must add up to 1");
            }
        }
    }

    private void checkPartition() {
        Optional<String> rule = values.text("partition.rule");
        for (String key : List.of("partition.alpha", "partition.min_rows")) {
            if (rule.filter("dirichlet"::equals).isPresent() && !values.has(key)) {
                values.problem(key, "is missing");
            }
            if (rule.filter("iid"::equals).isPresent() && values.has(key)) {
                values.problem(key, "does not belong here: only the rule dirichlet has it");
            }
        }
        Optional<Integer> sites = values.whole("partition.sites");
        Optional<Integer> quorum = values.whole("budget.min_sites");
        if (sites.isPresent() && quorum.isPresent() && quorum.get() > sites.get()) {
            values.problem(
                    "budget.min_sites", "is " + quorum.get() + ", must be at most the number of sites, " + sites.get());
        }
        Optional<Integer> minRows =
                rule.filter("iid"::equals).isPresent() ? Optional.of(1) : values.whole("partition.min_rows");
        Optional<Integer> rows = values.whole("data.rows");
        Optional<Double> train = values.number("splits.train");
        if (sites.isPresent() && minRows.isPresent() && rows.isPresent() && train.isPresent()) {
            long training = Math.round(rows.get() * train.get());
            if ((long) sites.get() * minRows.get() > training) {
                values.problem(
                        "partition.min_rows",
                        "is " + minRows.get() + " on " + sites.get() + " sites, must fit into " + training
                                + " training rows");
            }
        }
    }

    private SortedMap<String, Architecture> architectures() {
        SortedMap<String, Architecture> read = new TreeMap<>();
        for (String name : values.keys("model.architectures")) {
            String key = "model.architectures." + name;
            if (values.isSound(key)) {
                Map<String, Object> parameters = new HashMap<>();
                values.numbers(key).forEach(parameters::put);
                Architecture architecture = new Architecture(
                        ArchitectureFamily.named(text(key + ".family")), new ArchitectureParameters(parameters));
                read.put(name, architecture);
                checkNetwork(key, name, architecture);
            }
        }
        return read;
    }

    private void checkNetwork(String key, String name, Architecture architecture) {
        // Parameters are judged even if the rows are not known: any image will do for that.
        Optional<List<Integer>> rowShape = values.wholes("data.reader.row_shape");
        List<Integer> shape = rowShape.orElse(List.of(1, 64, 64));
        int classes = values.whole("data.classes").orElse(2);
        Optional<Integer> cap = values.whole("model.max_parameters");
        try {
            Network network = architecture.family().build(name, architecture.parameters(), shape, classes);
            int size = network.schema().size();
            if (rowShape.isPresent() && cap.isPresent() && size > cap.get()) {
                values.problem(
                        key, "has " + size + " parameters, must have at most max_parameters, which is " + cap.get());
            }
        } catch (InvalidArchitectureException e) {
            e.problems().forEach(problem -> values.problem(key, problem));
        } catch (IllegalArgumentException | ArithmeticException e) {
            values.problem(key, "cannot be built: " + e.getMessage());
        }
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
            excess.forEach(violation -> values.problem("baseline", violation.toString()));
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
            SortedMap<String, Architecture> architectures,
            Recipe baseline,
            List<CalibrationEntry> calibration,
            MutationSurface surface) {
        return new Profile(
                text("task"),
                text("title"),
                matter.text(),
                data(),
                new Splits(
                        new Split.Fractions(
                                number("splits.train"), number("splits.selection"), number("splits.hold_out")),
                        values.wholeLong("splits.seed").orElseThrow()),
                partition(),
                Arrays.stream(Metric.values())
                        .filter(metric -> metric.profileName().equals(text("metric")))
                        .findFirst()
                        .orElseThrow(),
                whole("model.max_parameters"),
                architectures,
                new Budget(
                        whole("budget.rounds"),
                        whole("budget.min_sites"),
                        Duration.ofMillis(Math.round(number("budget.round_timeout") * MILLIS))),
                caps(),
                new UpdateLimits(number("updates.max_norm")),
                baseline,
                calibration,
                surface);
    }

    private DataSource data() {
        return new DataSource(
                text("data.file"),
                text("data.sha256"),
                text("data.address"),
                text("data.terms"),
                whole("data.rows"),
                whole("data.classes"),
                new DataSource.Csv(
                        values.flag("data.reader.header").orElseThrow(),
                        whole("data.reader.columns"),
                        whole("data.reader.label"),
                        values.wholes("data.reader.row_shape").orElseThrow(),
                        number("data.reader.scale")));
    }

    private SitePartition partition() {
        Partition rule = text("partition.rule").equals("iid")
                ? new Partition.Iid()
                : new Partition.Dirichlet(number("partition.alpha"), whole("partition.min_rows"));
        return new SitePartition(
                whole("partition.sites"),
                rule,
                values.wholeLong("partition.seed").orElseThrow());
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
