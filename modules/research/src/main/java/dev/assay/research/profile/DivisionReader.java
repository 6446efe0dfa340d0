package dev.assay.research.profile;

import dev.assay.learning.data.Augmentation;
import dev.assay.learning.data.Partition;
import dev.assay.learning.data.Split;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.dataset.Preprocessing;
import dev.assay.research.dataset.SitePartition;
import dev.assay.research.dataset.Splits;
import dev.assay.research.frontmatter.Values;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads how rows are divided into splits and sites, and prepared: {@code splits}, {@code partition}, {@code preprocess}. */
final class DivisionReader {
    private static final double SUM_TOLERANCE = 1e-9;

    /** The keys of {@code partition} that only some rules have. */
    private static final Map<String, Set<String>> RULES_WITH = Map.of(
            "alpha", Set.of("dirichlet", "quantity"),
            "min_rows", Set.of("dirichlet", "quantity", "natural"),
            "classes_per_site", Set.of("shards"),
            "seed", Set.of("iid", "dirichlet", "quantity", "shards"));

    private final Values values;

    DivisionReader(Values values) {
        this.values = values;
    }

    /** Reports what does not fit; {@code source} is empty when the data block has faults of its own. */
    void check(Optional<DataSource> source) {
        checkSplits();
        checkPartition();
        source.ifPresent(this::checkSites);
        checkPreprocessing(source.map(DataSource::format));
        checkScoring();
    }

    private void checkSplits() {
        Optional<Double> train = values.number("splits.train");
        Optional<Double> selection = values.number("splits.selection");
        Optional<Double> holdOut = holdOut();
        if (train.isPresent() && selection.isPresent() && holdOut.isPresent()) {
            double sum = train.get() + selection.get() + holdOut.get();
            if (Math.abs(sum - 1) > SUM_TOLERANCE) {
                values.problem(
                        "splits",
                        (official() ? "train and selection" : "train, selection and hold_out") + " add up to "
                                + new BigDecimal(sum)
                                        .round(new MathContext(6))
                                        .stripTrailingZeros()
                                        .toPlainString() + ", must add up to 1");
            }
        }
    }

    /** The fraction of the rows that are divided; 0 when the hold-out is the official one. */
    private Optional<Double> holdOut() {
        if (values.isNumber("splits.hold_out") || !values.has("splits.hold_out")) {
            return values.number("splits.hold_out");
        }
        if (!official()) {
            values.problem(
                    "splits.hold_out",
                    "is '" + values.text("splits.hold_out").orElse("") + "', must be a fraction or 'official'");
            return Optional.empty();
        }
        return Optional.of(0.0);
    }

    private boolean official() {
        return !values.isNumber("splits.hold_out")
                && values.text("splits.hold_out").filter("official"::equals).isPresent();
    }

    private void checkPartition() {
        Optional<String> rule = values.text("partition.rule");
        for (String key : List.of("alpha", "min_rows", "classes_per_site", "seed")) {
            Set<String> with = RULES_WITH.get(key);
            boolean optional =
                    key.equals("min_rows") && rule.filter("natural"::equals).isPresent();
            if (rule.filter(with::contains).isPresent() && !values.has("partition." + key) && !optional) {
                values.problem("partition." + key, "is missing");
            }
            if (rule.filter(name -> !with.contains(name)).isPresent() && values.has("partition." + key)) {
                values.problem(
                        "partition." + key,
                        "does not belong here: only "
                                + (with.size() == 1 ? "the rule " : "the rules ")
                                + String.join(", ", with.stream().sorted().toList())
                                + (with.size() == 1 ? " has it" : " have it"));
            }
        }
        Optional<Integer> sites = values.whole("partition.sites");
        Optional<Integer> quorum = values.whole("budget.min_sites");
        if (sites.isPresent() && quorum.isPresent() && quorum.get() > sites.get()) {
            values.problem(
                    "budget.min_sites", "is " + quorum.get() + ", must be at most the number of sites, " + sites.get());
        }
        checkRoom(rule, sites);
    }

    private void checkRoom(Optional<String> rule, Optional<Integer> sites) {
        Optional<Integer> minRows = values.has("partition.min_rows")
                ? values.whole("partition.min_rows")
                : rule.map(name -> name.equals("shards")
                        ? values.whole("partition.classes_per_site").orElse(1)
                        : 1);
        Optional<Integer> rows = values.whole("data.rows");
        Optional<Double> train = values.number("splits.train");
        if (sites.isPresent() && minRows.isPresent() && rows.isPresent() && train.isPresent()) {
            int held = values.whole("data.hold_out_rows").orElse(0);
            boolean whole = within() == Splits.Within.SITE
                    || rule.filter("natural"::equals).isPresent();
            long room = whole ? rows.get() - held : Math.round((rows.get() - held) * train.get());
            if ((long) sites.get() * minRows.get() > room) {
                values.problem(
                        values.has("partition.min_rows") ? "partition.min_rows" : "partition.sites",
                        "is " + minRows.get() + " on " + sites.get() + " sites, must fit into " + room
                                + (whole ? " rows" : " training rows"));
            }
        }
    }

    private void checkSites(DataSource source) {
        boolean natural =
                values.text("partition.rule").filter("natural"::equals).isPresent();
        if (natural && !source.format().hasSites(source.files())) {
            values.problem(
                    "partition.rule",
                    "is natural, but the data do not say which site a row is of: name a site column, or each file's site");
        }
        boolean classes = source.classes() > 0 && !(source.format() instanceof DataFormat.TextBySpeaker);
        Optional<String> rule = values.text("partition.rule");
        if (!classes && rule.filter(Set.of("dirichlet", "shards")::contains).isPresent()) {
            values.problem("partition.rule", "is " + rule.get() + ", which deals out by class, but rows have no class");
        }
        if (within() == Splits.Within.SITE && official() && !natural) {
            values.problem(
                    "splits.within",
                    "is site, which needs 'rule: natural' in partition where the hold-out is official: its rows would"
                            + " belong to no site");
        }
    }

    private void checkPreprocessing(Optional<DataFormat> format) {
        Preprocessing preprocessing = preprocessing();
        if (values.has("preprocess.fit") && !preprocessing.isFitted()) {
            values.problem("preprocess.fit", "does not belong here: nothing is fitted");
        }
        if (!values.has("preprocess.fit") && preprocessing.isFitted()) {
            values.problem("preprocess.fit", "is missing: whose training rows are looked at, site or federation");
        }
        if (preprocessing.isFitted()
                && preprocessing.fit() == Preprocessing.Fit.SITE
                && within() == Splits.Within.ALL) {
            values.problem(
                    "preprocess.fit",
                    "is site, which needs 'within: site' in splits: rows that score would belong to no site");
        }
        boolean missing = format.filter(DataFormat.Csv.class::isInstance)
                .map(DataFormat.Csv.class::cast)
                .filter(csv -> csv.whenMissing() == DataFormat.WhenMissing.IMPUTE)
                .isPresent();
        if (format.isPresent() && missing != preprocessing.impute()) {
            values.problem(
                    missing ? "data.reader.when_missing" : "preprocess.impute",
                    missing
                            ? "is impute, which needs 'impute: mean' in preprocess"
                            : "does not belong here: the reader lets no number be missing");
        }
        format.ifPresent(known -> checkShape(known, preprocessing));
    }

    private void checkShape(DataFormat format, Preprocessing preprocessing) {
        int first = format.rowShape().get(0);
        preprocessing.normalise().ifPresent(normalise -> {
            for (String key : List.of("preprocess.normalise.mean", "preprocess.normalise.std")) {
                int size = (key.endsWith("mean") ? normalise.mean() : normalise.std()).size();
                if (size != first) {
                    values.problem(
                            key,
                            "has " + size + " numbers, must have " + first + ", one for each index of the"
                                    + " first dimension of " + format.rowShape());
                }
            }
        });
        if (format instanceof DataFormat.TextBySpeaker && values.has("preprocess")) {
            values.problem("preprocess", "does not belong here: the rows are characters");
        }
        if (!values.has("augmentation")) {
            return;
        }
        if (format.rowShape().size() != 3) {
            values.problem("augmentation", "is for images, whose rows have three dimensions, not " + format.rowShape());
        } else {
            augmentation().problem(format.rowShape()).ifPresent(problem -> values.problem("augmentation.pad", problem));
        }
    }

    private void checkScoring() {
        if (values.text("metric.over").filter("sites"::equals).isPresent() && within() == Splits.Within.ALL) {
            values.problem(
                    "metric.over", "is sites, which needs 'within: site' in splits: rows that score belong to no site");
        }
    }

    /** The splits; call after {@link #check} found nothing. */
    Splits splits() {
        return new Splits(
                new Split.Fractions(
                        values.number("splits.train").orElseThrow(),
                        values.number("splits.selection").orElseThrow(),
                        holdOut().orElseThrow()),
                official(),
                within(),
                switch (values.text("splits.order").orElse("stratified")) {
                    case "random" -> Split.Order.RANDOM;
                    case "ordered" -> Split.Order.ORDERED;
                    default -> Split.Order.STRATIFIED;
                },
                values.wholeLong("splits.seed").orElseThrow());
    }

    private Splits.Within within() {
        return values.text("splits.within").filter("site"::equals).isPresent() ? Splits.Within.SITE : Splits.Within.ALL;
    }

    /** The partition; call after {@link #check} found nothing. */
    SitePartition partition() {
        int sites = values.whole("partition.sites").orElseThrow();
        int minRows = values.whole("partition.min_rows").orElse(1);
        double alpha = values.number("partition.alpha").orElse(1.0);
        Optional<Partition> rule = switch (values.text("partition.rule").orElseThrow()) {
            case "iid" -> Optional.of(new Partition.Iid());
            case "dirichlet" -> Optional.of(new Partition.Dirichlet(alpha, minRows));
            case "quantity" -> Optional.of(new Partition.Quantity(alpha, minRows));
            case "shards" ->
                Optional.of(new Partition.Shards(
                        values.whole("partition.classes_per_site").orElseThrow()));
            default -> Optional.empty();
        };
        return rule.<SitePartition>map(dealt -> new SitePartition.Dealt(
                        sites, dealt, values.wholeLong("partition.seed").orElseThrow()))
                .orElseGet(() -> new SitePartition.Natural(sites, minRows));
    }

    Preprocessing preprocessing() {
        Optional<List<Double>> mean = values.numbers("preprocess.normalise.mean");
        Optional<List<Double>> std = values.numbers("preprocess.normalise.std");
        return new Preprocessing(
                mean.isPresent() && std.isPresent()
                        ? Optional.of(new Preprocessing.Normalise(mean.get(), std.get()))
                        : Optional.empty(),
                values.has("preprocess.impute"),
                values.flag("preprocess.standardise").orElse(false),
                values.text("preprocess.fit").filter("site"::equals).isPresent()
                        ? Preprocessing.Fit.SITE
                        : Preprocessing.Fit.FEDERATION);
    }

    Augmentation augmentation() {
        return new Augmentation(
                values.whole("augmentation.pad").orElse(0),
                values.flag("augmentation.flip").orElse(false));
    }
}
