package dev.assay.ledger.projection;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A table.
 *
 * @param rows a value a column each: a text, a whole number, a double, or null where there is none
 */
public record View(Name name, List<Column> columns, List<List<Object>> rows) {
    private static final JsonMapper JSON = new JsonMapper();

    public View {
        columns = List.copyOf(columns);
        rows = rows.stream().map(row -> Collections.unmodifiableList(row)).toList();
        for (List<Object> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "a row of " + name + " has " + row.size() + " values for " + columns.size() + " columns");
            }
        }
    }

    /** The views that there are. */
    public enum Name {
        /** One row a candidate, as in {@code results.tsv}. */
        RESULTS,
        /** One row a review of the agent's candidates: the score, and the best kept one so far. */
        BEST,
        /** One row a candidate: what its trials have spent. */
        COST,
        /** One row a family of strategies: how many were tried, and how far they came. */
        FAMILIES,
        /** One row for each value that the agent's candidates tried of a knob: how far they came with it. */
        AXES;

        /** The word on the command line and in file names. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A column.
     *
     * @param decimals digits behind the point that the table shows of a double; JSON has all of them
     */
    public record Column(String name, int decimals) {
        static Column of(String name) {
            return new Column(name, 0);
        }
    }

    /** With a header; no value has a tab or a line feed. */
    public String toTsv() {
        StringBuilder text =
                new StringBuilder(columns.stream().map(Column::name).collect(Collectors.joining("\t"))).append('\n');
        for (List<Object> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                text.append(i == 0 ? "" : "\t").append(cell(row.get(i), columns.get(i)));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** The rows as an array of objects with the columns' names. */
    public String toJson() {
        return rowsAsJson().toPrettyString() + "\n";
    }

    ArrayNode rowsAsJson() {
        ArrayNode array = JSON.createArrayNode();
        for (List<Object> row : rows) {
            ObjectNode object = array.addObject();
            for (int i = 0; i < row.size(); i++) {
                object.set(columns.get(i).name(), JSON.valueToTree(row.get(i)));
            }
        }
        return array;
    }

    private static String cell(Object value, Column column) {
        if (value instanceof Double number) {
            return String.format(Locale.ROOT, "%." + column.decimals() + "f", number);
        }
        return Objects.toString(value, "").replaceAll("[\\t\\r\\n]+", " ");
    }
}
