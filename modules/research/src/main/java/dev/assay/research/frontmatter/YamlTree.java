package dev.assay.research.frontmatter;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * YAML as a JSON tree, with the line of every value. What a person cannot see through is refused: anchors and aliases, tags,
 * duplicate keys, several documents, deep nesting, numbers that are not finite.
 */
final class YamlTree {
    private static final int DEEPEST = 16;
    private static final int LARGEST_EXPONENT = 308;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<String, JsonNode> nodes = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Problems problems;

    private YamlTree(Problems problems) {
        this.problems = problems;
    }

    /** Throws when there is no tree to check further. */
    static YamlTree parse(String yaml, Problems problems) throws InvalidInput {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(problems.file())
                .setSchema(new CoreSchema())
                .build();
        YamlTree tree = new YamlTree(problems);
        try {
            tree.screen(new Parse(settings).parseString(yaml));
            problems.throwIfAny();
            Node root = new Compose(settings).composeString(yaml).orElse(null);
            if (!(root instanceof MappingNode)) {
                problems.add(1, "", "", "the front matter must be a mapping of keys to values");
                problems.throwIfAny();
            }
            tree.convert("", root);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            problems.add(line, "", "", "is not YAML: " + inOneLine(e));
            problems.throwIfAny();
        } catch (YamlEngineException e) {
            problems.add(
                    0,
                    "",
                    "",
                    "is not YAML: " + e.getMessage().lines().findFirst().orElse(""));
            problems.throwIfAny();
        }
        return tree;
    }

    private static String inOneLine(MarkedYamlEngineException e) {
        String context = e.getContext() == null || e.getContext().isBlank() ? "" : e.getContext() + ": ";
        return (context + e.getProblem()).replaceAll("\\s+", " ").strip();
    }

    /** Looks at the events first: composing would already expand aliases and recurse into any depth. */
    private void screen(Iterable<Event> events) {
        int depth = 0;
        int documents = 0;
        for (Event event : events) {
            int line = line(event.getStartMark());
            if (event instanceof DocumentStartEvent) {
                documents++;
                if (documents == 2) {
                    problems.add(line, "", "", "has more than one YAML document");
                }
            }
            if (event instanceof AliasEvent alias) {
                problems.add(line, "", "*" + alias.getAlias(), "aliases are not allowed: write the value out");
            } else if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
                problems.add(line, "", "&" + node.getAnchor().get(), "anchors are not allowed: write the value out");
            }
            if (event instanceof ScalarEvent scalar
                    && scalar.isPlain()
                    && scalar.getValue().equals("<<")) {
                problems.add(line, "", "<<", "merge keys are not allowed: write the values out");
            }
            if (event instanceof CollectionStartEvent) {
                depth++;
                if (depth > DEEPEST) {
                    problems.add(line, "", "", "is nested more than " + DEEPEST + " levels deep");
                    return;
                }
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    private JsonNode convert(String key, Node node) {
        lines.putIfAbsent(key, line(node.getStartMark()));
        JsonNode value;
        if (node instanceof MappingNode mapping) {
            value = object(key, mapping);
        } else if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.arrayNode();
            int index = 0;
            for (Node element : sequence.getValue()) {
                array.add(convert(key + "[" + index + "]", element));
                index++;
            }
            value = array;
        } else {
            value = scalar(key, (ScalarNode) node);
        }
        nodes.put(key, value);
        return value;
    }

    private ObjectNode object(String key, MappingNode mapping) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            int line = line(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
                problems.add(line, key, "", "a key must be a word");
                continue;
            }
            String name = scalar.getValue();
            String child = key.isEmpty() ? name : key + "." + name;
            if (object.has(name)) {
                problems.add(line, child, "", "the key is there twice, first in line " + lines.get(child));
                continue;
            }
            lines.put(child, line);
            object.set(name, convert(child, tuple.getValueNode()));
        }
        return object;
    }

    private JsonNode scalar(String key, ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return JSON.booleanNode(Boolean.parseBoolean(text.toLowerCase(Locale.ROOT)));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(key, node);
        }
        if (!tag.equals(Tag.STR)) {
            problems.add(line(node.getStartMark()), key, text, "the tag " + tag.getValue() + " is not allowed");
        }
        return JSON.stringNode(text);
    }

    private JsonNode number(String key, ScalarNode node) {
        String text = node.getValue();
        try {
            BigDecimal number = new BigDecimal(text);
            if (text.length() <= LARGEST_EXPONENT && Math.abs((long) number.scale()) <= LARGEST_EXPONENT) {
                return JSON.numberNode(number);
            }
        } catch (NumberFormatException e) {
            // Infinity, NaN, octal and hexadecimal numbers end here too: the message below is for all of them.
        }
        problems.add(line(node.getStartMark()), key, text, "is " + text + ", must be a finite decimal number");
        return JSON.numberNode(BigDecimal.ZERO);
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(-1) + 1;
    }

    JsonNode root() {
        return nodes.get("");
    }

    Optional<JsonNode> at(String key) {
        return Optional.ofNullable(nodes.get(key));
    }

    int line(String key) {
        String around = key;
        while (!lines.containsKey(around)) {
            int cut = Math.max(around.lastIndexOf('.'), around.lastIndexOf('['));
            around = cut < 0 ? "" : around.substring(0, cut);
        }
        return around.isEmpty() ? 1 : lines.get(around);
    }
}
