package dev.assay.data.reader;

import dev.assay.research.dataset.CellText;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataFormat.Categorical;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVRecord;

/** Reads one row of a table by the roles of its columns. */
final class CsvRow {

    private final DataFormat.Csv format;
    private final int classes;
    private final FileProblems problems;
    private final Map<String, Map<String, Integer>> levels = new HashMap<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final Set<String> missing;
    private final Map<String, Categorical> categorical = new HashMap<>();

    /**
     * What a row predicts; only what its kind of target needs is meant.
     *
     * @param number a time, or the value
     */
    record Target(int label, float number, boolean event) {}

    /** A row without a fault. */
    record Read(List<Float> features, Target target, Optional<String> site) {}

    CsvRow(DataFormat.Csv format, int classes, FileProblems problems) {
        this.format = format;
        this.classes = classes;
        this.problems = problems;
        this.missing = format.missing().stream().map(CellText::canonical).collect(Collectors.toSet());
        for (Categorical column : format.categorical()) {
            categorical.put(column.column(), column);
            Map<String, Integer> index = new HashMap<>();
            for (int level = 0; level < column.levels().size(); level++) {
                index.put(CellText.canonical(column.levels().get(level)), level);
            }
            levels.put(column.column(), index);
        }
        if (format.target() instanceof DataFormat.Target.Label label) {
            for (int c = 0; c < label.labels().size(); c++) {
                for (String text : label.labels().get(c)) {
                    labels.put(CellText.canonical(text), c);
                }
            }
        }
    }

    /** The row; empty when it has a fault, which is reported, or is left out for a missing number. */
    Optional<Read> read(CSVRecord row, int line) {
        List<Float> features = new ArrayList<>();
        Optional<String> site = Optional.empty();
        Map<String, String> predicted = new HashMap<>();
        boolean dropped = false;
        boolean sound = true;
        for (int i = 0; i < row.size(); i++) {
            String column = format.columns().get(i);
            String text = row.get(i).strip();
            if (format.ignored().contains(column)) {
                continue;
            }
            if (format.target().columns().contains(column)) {
                predicted.put(column, text);
            } else if (format.site().filter(column::equals).isPresent()) {
                site = Optional.of(text);
            } else {
                Cell cell = cell(column, text);
                dropped |= cell.dropsRow();
                sound &= cell.fault().isEmpty();
                cell.fault().ifPresent(fault -> report(line, column, text, fault));
                features.addAll(cell.features());
            }
        }
        if (dropped || !sound) {
            return Optional.empty();
        }
        Optional<Target> target = target(predicted, line);
        if (site.filter(String::isEmpty).isPresent()) {
            problems.add(line, place(format.site().orElseThrow()), "is empty, must name the row's site");
            return Optional.empty();
        }
        Optional<String> named = site;
        return target.map(found -> new Read(features, found, named));
    }

    /** The features that one value becomes, or why it becomes none. */
    private record Cell(List<Float> features, Optional<String> fault, boolean dropsRow) {
        static final Cell DROPPED = new Cell(List.of(), Optional.empty(), true);

        static Cell of(List<Float> features) {
            return new Cell(features, Optional.empty(), false);
        }

        static Cell wrong(String allowed) {
            return new Cell(List.of(), Optional.of(allowed), false);
        }
    }

    private Cell cell(String column, String text) {
        Categorical levelled = categorical.get(column);
        Integer level = levelled == null ? null : levels.get(column).get(CellText.canonical(text));
        if (level == null && missing.contains(CellText.canonical(text))) {
            return missing(levelled == null ? 1 : levelled.width());
        }
        if (levelled != null) {
            return level == null
                    ? Cell.wrong("one of the profile's levels " + String.join(", ", levelled.levels()))
                    : Cell.of(oneHot(levelled, level));
        }
        Optional<Float> number = number(text, format.scale());
        return number.map(value -> Cell.of(List.of(value)))
                .orElseGet(() -> Cell.wrong("a finite number, or a text in the reader's missing"));
    }

    private Cell missing(int width) {
        return switch (format.whenMissing()) {
            case DROP_ROW -> Cell.DROPPED;
            case IMPUTE -> Cell.of(Collections.nCopies(width, Float.NaN));
            case REFUSE -> Cell.wrong("there; 'when_missing: drop_row' or 'impute' in the profile's reader allow gaps");
        };
    }

    private static List<Float> oneHot(Categorical column, int level) {
        List<Float> features = new ArrayList<>();
        for (int i = column.dropFirst() ? 1 : 0; i < column.levels().size(); i++) {
            features.add(i == level ? 1f : 0f);
        }
        return features;
    }

    private Optional<Target> target(Map<String, String> texts, int line) {
        if (format.target() instanceof DataFormat.Target.Label label) {
            String text = texts.get(label.column());
            return label(text, line, label).map(index -> new Target(index, 0, false));
        }
        if (format.target() instanceof DataFormat.Target.Survival survival) {
            return survival(texts.get(survival.time()), texts.get(survival.event()), line, survival);
        }
        String column = ((DataFormat.Target.Value) format.target()).column();
        Optional<Float> value = number(texts.get(column), 1);
        if (value.isEmpty()) {
            report(line, column, texts.get(column), "a finite number");
        }
        return value.map(number -> new Target(0, number, false));
    }

    private Optional<Integer> label(String text, int line, DataFormat.Target.Label target) {
        if (labels.isEmpty()) {
            String number = CellText.canonical(text);
            int label = number.matches("\\d{1,9}") ? Integer.parseInt(number) : -1;
            if (label >= 0 && label < classes) {
                return Optional.of(label);
            }
            report(
                    line,
                    target.column(),
                    text,
                    "a class from 0 to " + (classes - 1) + ", or a text in the reader's labels");
            return Optional.empty();
        }
        Optional<Integer> label = Optional.ofNullable(labels.get(CellText.canonical(text)));
        if (label.isEmpty()) {
            report(line, target.column(), text, "one of the profile's labels");
        }
        return label;
    }

    private Optional<Target> survival(String time, String event, int line, DataFormat.Target.Survival target) {
        Optional<Float> number = number(time, 1).filter(value -> value >= 0);
        if (number.isEmpty()) {
            report(line, target.time(), time, "a time of at least 0");
        }
        boolean seen = CellText.canonical(event).equals("1");
        if (!seen && !CellText.canonical(event).equals("0")) {
            report(line, target.event(), event, "1 where the event was seen, 0 where not");
            return Optional.empty();
        }
        return number.map(value -> new Target(0, value, seen));
    }

    private static Optional<Float> number(String text, double scale) {
        if (!CellText.isNumber(text)) {
            return Optional.empty();
        }
        return Optional.of((float) (Double.parseDouble(text) * scale)).filter(Float::isFinite);
    }

    private void report(int line, String column, String text, String allowed) {
        problems.add(line, place(column), "is '" + FileProblems.cut(text) + "', must be " + allowed);
    }

    private String place(String column) {
        int number = format.columns().indexOf(column) + 1;
        return "column " + number + (format.header() ? " (" + column + ")" : "");
    }
}
