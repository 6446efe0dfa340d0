package dev.assay.research.frontmatter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

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

    public Optional<List<String>> texts(String key) {
        return sound(key).map(list -> list.valueStream().map(Values::asText).toList());
    }

    /** The entries of a mapping that are numbers or lists of numbers. */
    public Map<String, Object> numbers(String key) {
        Map<String, Object> numbers = new TreeMap<>();
        for (String name : keys(key)) {
            JsonNode node = matter.at(key + "." + name).orElseThrow();
            if (node.isNumber()) {
                numbers.put(name, node.doubleValue());
            } else if (node.isArray()) {
                numbers.put(name, node.valueStream().map(JsonNode::intValue).toList());
            }
        }
        return numbers;
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
