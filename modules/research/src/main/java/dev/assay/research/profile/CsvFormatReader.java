package dev.assay.research.profile;

import dev.assay.research.dataset.CellText;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataFormat.Categorical;
import dev.assay.research.dataset.DataFormat.WhenMissing;
import dev.assay.research.frontmatter.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads {@code data.reader} of a table: which column plays which part. */
final class CsvFormatReader {
    private static final String READER = "data.reader";

    private final Values values;

    CsvFormatReader(Values values) {
        this.values = values;
    }

    Optional<DataFormat> read() {
        boolean header = values.flag(READER + ".header").orElseThrow();
        List<String> columns = columns(header);
        Set<String> known = Set.copyOf(columns);
        Optional<DataFormat.Target> target = target(known);
        Set<String> used = new HashSet<>();
        target.ifPresent(found -> found.columns().forEach(column -> used(column, "the target", used)));
        Optional<String> site = column(READER + ".site", known);
        site.ifPresent(column -> use(READER + ".site", column, used));
        Set<String> ignored = new HashSet<>();
        for (String entry : values.entries(READER + ".ignore")) {
            column(entry, known).ifPresent(column -> {
                use(entry, column, used);
                ignored.add(column);
            });
        }
        List<Categorical> categorical = values.entries(READER + ".categorical").stream()
                .flatMap(entry -> categorical(entry, known, used).stream())
                .toList();
        if (target.isEmpty() || !values.isSound(READER)) {
            return Optional.empty();
        }
        int features = columns.size()
                - used.size()
                + categorical.stream().mapToInt(Categorical::width).sum();
        return Optional.of(new DataFormat.Csv(
                header,
                columns,
                values.text(READER + ".delimiter").orElse(",").charAt(0),
                Set.copyOf(values.texts(READER + ".missing").orElse(List.of())),
                whenMissing(),
                ignored,
                categorical,
                target.get(),
                site,
                shape(features),
                values.number(READER + ".scale").orElse(1.0)));
    }

    private List<String> columns(boolean header) {
        String key = READER + ".columns";
        if (header && !values.isList(key)) {
            values.problem(key, "must be the list of the header's names where header is true");
            return List.of();
        }
        if (!header && values.isList(key)) {
            values.problem(key, "must be the number of columns where header is false");
            return List.of();
        }
        if (!header) {
            return IntStream.range(0, values.whole(key).orElseThrow())
                    .mapToObj(Integer::toString)
                    .toList();
        }
        List<String> names = values.texts(key).orElseThrow();
        Set<String> seen = new HashSet<>();
        names.stream().filter(name -> !seen.add(name)).forEach(name -> values.problem(key, "has '" + name + "' twice"));
        return names;
    }

    /** A column that the file has. */
    private Optional<String> column(String key, Set<String> known) {
        Optional<String> name = values.text(key);
        if (name.isPresent() && !known.isEmpty() && !known.contains(name.get())) {
            values.problem(
                    key,
                    values.isList(READER + ".columns")
                            ? "is '" + name.get() + "', must be a name of columns"
                            : "is " + name.get() + ", must be below columns, which is " + known.size());
            return Optional.empty();
        }
        return name;
    }

    private Optional<DataFormat.Target> target(Set<String> known) {
        boolean label = values.has(READER + ".label");
        boolean survival = values.has(READER + ".time") || values.has(READER + ".event");
        boolean value = values.has(READER + ".value");
        if ((label ? 1 : 0) + (survival ? 1 : 0) + (value ? 1 : 0) != 1) {
            values.problem(READER, "must say what is predicted: one of label, value, or time together with event");
            return Optional.empty();
        }
        if (values.has(READER + ".labels") && !label) {
            values.problem(READER + ".labels", "does not belong here: there is no label");
        }
        if (label) {
            return column(READER + ".label", known).map(column -> new DataFormat.Target.Label(column, labels()));
        }
        if (value) {
            return column(READER + ".value", known).map(DataFormat.Target.Value::new);
        }
        Optional<String> time = column(READER + ".time", known);
        Optional<String> event = column(READER + ".event", known);
        if (time.isEmpty() || event.isEmpty()) {
            values.problem(READER, "must have both time and event");
            return Optional.empty();
        }
        return Optional.of(new DataFormat.Target.Survival(time.get(), event.get()));
    }

    private List<List<String>> labels() {
        Set<String> seen = new HashSet<>();
        List<List<String>> labels = values.entries(READER + ".labels").stream()
                .map(entry -> values.isList(entry)
                        ? values.texts(entry).orElse(List.of())
                        : values.text(entry).map(List::of).orElse(List.of()))
                .toList();
        labels.forEach(texts -> texts.stream()
                .filter(text -> !seen.add(CellText.canonical(text)))
                .forEach(text -> values.problem(READER + ".labels", "has '" + text + "' twice")));
        return labels;
    }

    private Optional<Categorical> categorical(String entry, Set<String> known, Set<String> used) {
        Optional<String> column = column(entry + ".column", known);
        Optional<List<String>> levels = values.texts(entry + ".levels");
        column.ifPresent(name -> use(entry + ".column", name, used));
        levels.ifPresent(texts -> {
            if (texts.stream().map(CellText::canonical).distinct().count() < texts.size()) {
                values.problem(entry + ".levels", "has a level twice");
            }
        });
        return column.isPresent() && levels.isPresent()
                ? Optional.of(new Categorical(
                        column.get(),
                        levels.get(),
                        values.flag(entry + ".drop_first").orElse(false)))
                : Optional.empty();
    }

    private void use(String key, String column, Set<String> used) {
        if (!used.add(column)) {
            values.problem(key, "is '" + column + "', which has another role already");
        }
    }

    private void used(String column, String role, Set<String> used) {
        if (!used.add(column)) {
            values.problem(READER, "has column '" + column + "' twice in " + role);
        }
    }

    private WhenMissing whenMissing() {
        return switch (values.text(READER + ".when_missing").orElse("refuse")) {
            case "drop_row" -> WhenMissing.DROP_ROW;
            case "impute" -> WhenMissing.IMPUTE;
            default -> WhenMissing.REFUSE;
        };
    }

    private List<Integer> shape(int features) {
        String key = READER + ".row_shape";
        List<Integer> shape = values.wholes(key).orElse(List.of(features));
        long size = shape.stream().mapToLong(Integer::longValue).reduce(1, DataLimits::saturated);
        if (size != features) {
            values.problem(
                    key, "holds " + size + " features, must hold " + features + ", the columns without the label");
        } else if (features == 0) {
            values.problem(READER, "leaves no feature");
        }
        return shape;
    }
}
