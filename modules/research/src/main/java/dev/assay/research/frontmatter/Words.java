package dev.assay.research.frontmatter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Says what is wrong and what is allowed. */
public final class Words {
    private static final int LONGEST = 60;

    private Words() {}

    /** {@code unknown key 'ruonds'; did you mean 'rounds'? allowed: max_norm, rounds}. */
    public static String unknown(String what, String given, List<String> allowed) {
        String nearest = nearest(given, allowed)
                .map(name -> " did you mean '" + name + "'?")
                .orElse("");
        return "unknown " + what + " '" + cut(given) + "';" + nearest + " allowed: " + String.join(", ", allowed);
    }

    /** The allowed word that is at most a third of its letters away; the first of equals. */
    static Optional<String> nearest(String given, List<String> allowed) {
        return allowed.stream()
                .filter(name -> distance(given, name) <= Math.max(1, name.length() / 3))
                .min(Comparator.comparingInt(name -> distance(given, name)));
    }

    /** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1), cost[i - 1][j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }

    /** What a schema's keyword asks for: {@code be at least 1}. */
    static String limit(String keyword, JsonNode rule) {
        return switch (keyword) {
            case "type" -> "be " + type(rule);
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" -> "be " + range(rule);
            case "enum", "const" -> "be " + choices(rule);
            case "minItems" -> "have at least " + count(rule.path("minItems"), "entry", "entries");
            case "maxItems" -> "have at most " + count(rule.path("maxItems"), "entry", "entries");
            case "minProperties" -> "have at least " + count(rule.path("minProperties"), "key", "keys");
            case "minLength" -> "not be empty";
            case "maxLength" -> "have at most " + count(rule.path("maxLength"), "character", "characters");
            case "uniqueItems" -> "have no entry twice";
            default -> throw new IllegalStateException("no words for the schema keyword '" + keyword + "'");
        };
    }

    private static String count(JsonNode number, String one, String many) {
        return number.intValue() == 1 ? "1 " + one : number.intValue() + " " + many;
    }

    private static String type(JsonNode rule) {
        JsonNode type = rule.path("type");
        List<String> names = new ArrayList<>();
        (type.isArray() ? type.values() : List.of(type)).forEach(name -> names.add(typeName(name.asString())));
        return String.join(" or ", names);
    }

    private static String typeName(String type) {
        return switch (type) {
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "string" -> "text";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "a mapping of keys to values";
            default -> throw new IllegalStateException("no words for the type '" + type + "'");
        };
    }

    private static String range(JsonNode rule) {
        String from = rule.has("minimum")
                ? "at least " + plain(rule.get("minimum"))
                : rule.has("exclusiveMinimum") ? "above " + plain(rule.get("exclusiveMinimum")) : "";
        String to = rule.has("maximum")
                ? "at most " + plain(rule.get("maximum"))
                : rule.has("exclusiveMaximum") ? "below " + plain(rule.get("exclusiveMaximum")) : "";
        return from + (from.isEmpty() || to.isEmpty() ? "" : " and ") + to;
    }

    private static String choices(JsonNode rule) {
        if (rule.has("const")) {
            return plain(rule.get("const"));
        }
        List<String> names = new ArrayList<>();
        rule.path("enum").forEach(name -> names.add(plain(name)));
        return (names.size() == 1 ? "" : "one of ") + String.join(", ", names);
    }

    /** A value for people: text in quotes, a number in plain decimals. */
    static String quoted(JsonNode value) {
        if (value.isString()) {
            return "'" + plain(value) + "'";
        }
        return value.isNull() ? "empty" : plain(value);
    }

    /** A value without quotes, cut to a readable length. */
    static String plain(JsonNode value) {
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue();
            return cut(number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString());
        }
        if (value.isContainer()) {
            return value.isArray() ? "a list" : "a mapping";
        }
        return value.isMissingNode() ? "" : cut(value.asString());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
    }
}
