package dev.assay.research.frontmatter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Changes single values of a front matter, in its text: everything else, comments and line numbers included, stays. The result
 * is checked like any other text, so an override can do nothing that an edited file could not.
 */
public final class Overrides {
    private static final String FENCE = "---";

    private Overrides() {}

    /**
     * Replaces values that the text has. A text without readable front matter stays as it is: its own check says what is wrong.
     *
     * @param values new value, as YAML, by dotted key such as {@code budget.rounds}
     * @param problems gets each key that is not there; the other values are replaced all the same
     */
    public static String apply(String text, Map<String, String> values, Problems problems) {
        String changed = text;
        for (Map.Entry<String, String> value : new TreeMap<>(values).entrySet()) {
            Optional<Node> root = root(changed);
            if (root.isEmpty()) {
                return text;
            }
            Optional<Node> node = find(root.get(), List.of(value.getKey().split("\\.", -1)));
            if (node.isEmpty()) {
                problems.add(0, value.getKey(), value.getValue(), "there is no such value that --set could change");
            } else {
                changed = replace(changed, node.get(), value.getValue());
            }
        }
        return changed;
    }

    /** Empty when the text has no readable front matter. */
    private static Optional<Node> root(String text) {
        if (!text.startsWith(FENCE)) {
            return Optional.empty();
        }
        int end = text.indexOf("\n" + FENCE, FENCE.length());
        if (end < 0) {
            return Optional.empty();
        }
        // Spaces in the fence's place keep every mark's index that of the text.
        String yaml = " ".repeat(FENCE.length()) + text.substring(FENCE.length(), end + 1);
        try {
            return new Compose(LoadSettings.builder().build()).composeString(yaml);
        } catch (YamlEngineException e) {
            return Optional.empty();
        }
    }

    private static Optional<Node> find(Node node, List<String> path) {
        if (path.isEmpty()) {
            return Optional.of(node);
        }
        if (!(node instanceof MappingNode mapping)) {
            return Optional.empty();
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(path.get(0))) {
                return find(tuple.getValueNode(), path.subList(1, path.size()));
            }
        }
        return Optional.empty();
    }

    /** Lines that a longer value took stay as empty ones, so that what follows keeps its line numbers. */
    private static String replace(String text, Node node, String value) {
        int start = text.offsetByCodePoints(0, node.getStartMark().orElseThrow().getIndex());
        int end =
                text.offsetByCodePoints(0, last(node).getEndMark().orElseThrow().getIndex());
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        String lineBreaks = text.substring(start, end).replaceAll("[^\r\n]", "");
        // A key without a value has its place directly behind the colon.
        String gap = text.charAt(start - 1) == ':' ? " " : "";
        return text.substring(0, start) + gap + value + lineBreaks + text.substring(end);
    }

    /** A block has no closing mark: it ends where its last value does, before the comments that follow. */
    private static Node last(Node node) {
        if (node instanceof CollectionNode<?> block && block.getFlowStyle() == FlowStyle.BLOCK) {
            Object child = block.getValue().get(block.getValue().size() - 1);
            return last(child instanceof NodeTuple tuple ? tuple.getValueNode() : (Node) child);
        }
        return node;
    }
}
