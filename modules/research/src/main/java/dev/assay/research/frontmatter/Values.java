package dev.assay.research.frontmatter;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the values of a front matter that the schema has no fault to find with. A value that is missing or wrong is empty
 * here: it has been reported, and checks that need it are left out.
 */
public final class Values {
    private final FrontMatter matter;
    private final Problems problems;

    public Values(FrontMatter matter, Problems problems) {
        this.matter = matter;
        this.problems = problems;
    }

    private Optional<JsonNode> sound(String key) {
        return problems.touch(key) ? Optional.empty() : matter.at(key);
    }

    public boolean has(String key) {
        return matter.at(key).isPresent();
    }

    public Optional<Double> number(String key) {
        return sound(key).map(JsonNode::doubleValue);
    }

    public Optional<Integer> whole(String key) {
        return sound(key).map(JsonNode::decimalValue).map(number -> number.intValueExact());
    }

    public Optional<Long> wholeLong(String key) {
        return sound(key).map(JsonNode::decimalValue).map(number -> number.longValueExact());
    }

    public Optional<Boolean> flag(String key) {
        return sound(key).map(JsonNode::booleanValue);
    }

    /** A scalar as text: a number in plain decimals. */
    public Optional<String> text(String key) {
        return sound(key).map(Values::asText);
    }

    public Optional<List<Integer>> wholes(String key) {
        return sound(key)
                .map(list -> list.valueStream()
                        .map(element -> element.decimalValue().intValueExact())
                        .toList());
    }

    /** A value in one spelling only: the same for values that mean the same. Lists in brackets, text in quotes. */
    public static String canonical(JsonNode node) {
        if (node.isArray()) {
            return node.valueStream().map(Values::canonical).collect(Collectors.joining(", ", "[", "]"));
        }
        if (node.isNumber()) {
            BigDecimal number = node.decimalValue();
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        return node.isString() ? JsonMapper.shared().writeValueAsString(node) : node.toString();
    }

    /** Whether a value is there and is a list. */
    public boolean isList(String key) {
        return matter.at(key).filter(JsonNode::isArray).isPresent();
    }

    /** Whether a value is there and is a number. */
    public boolean isNumber(String key) {
        return matter.at(key).filter(JsonNode::isNumber).isPresent();
    }

    public Optional<List<Double>> numbers(String key) {
        return sound(key)
                .map(list -> list.valueStream().map(JsonNode::doubleValue).toList());
    }

    /** Adds the entries of a mapping of texts to {@code target}. */
    public void texts(String key, Map<String, String> target) {
        for (String name : keys(key)) {
            target.put(name, asText(matter.at(key).orElseThrow().get(name)));
        }
    }

    public Optional<List<String>> texts(String key) {
        return sound(key).map(list -> list.valueStream().map(Values::asText).toList());
    }

    /** The entries of a mapping that are numbers, lists of numbers, or true or false. */
    public Map<String, Object> parameters(String key) {
        Map<String, Object> parameters = new TreeMap<>();
        for (String name : keys(key)) {
            JsonNode node = matter.at(key + "." + name).orElseThrow();
            if (node.isNumber()) {
                parameters.put(name, node.doubleValue());
            } else if (node.isBoolean()) {
                parameters.put(name, node.booleanValue());
            } else if (node.isArray()) {
                parameters.put(name, node.valueStream().map(JsonNode::intValue).toList());
            }
        }
        return parameters;
    }

    /** The keys of a mapping in their order; none when it is not there, or is none. */
    public List<String> keys(String key) {
        return matter.at(key)
                .filter(JsonNode::isObject)
                .map(node -> List.copyOf(node.propertyNames()))
                .orElse(List.of());
    }

    /** The keys {@code key[0]}, {@code key[1]} ... of a list's entries; none when it is not there, or is none. */
    public List<String> entries(String key) {
        int size = matter.at(key).filter(JsonNode::isArray).map(JsonNode::size).orElse(0);
        return IntStream.range(0, size).mapToObj(i -> key + "[" + i + "]").toList();
    }

    /** Reports a value that the schema could not judge; {@code message} as in {@link Problem#message()}. */
    public void problem(String key, String message) {
        String value = matter.at(key).map(Words::plain).orElse("");
        problems.add(matter.line(key), key, value, message);
    }

    /** Whether nothing is wrong with this value or a part of it. */
    public boolean isSound(String key) {
        return !problems.touch(key);
    }

    private static String asText(JsonNode node) {
        return node.isNumber() ? node.decimalValue().toPlainString() : node.asString();
    }
}
