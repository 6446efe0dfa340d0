package dev.assay.research.frontmatter;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** A JSON schema of the project, and its findings in words for people. */
public final class JsonSchema {
    private final Schema schema;

    private JsonSchema(Schema schema) {
        this.schema = schema;
    }

    /** One of the schemas in {@code profiles/schema}, which are packaged with the module: {@code profile} or {@code program}. */
    public static JsonSchema named(String name) {
        try (InputStream source =
                JsonSchema.class.getResourceAsStream("/dev/assay/research/schema/" + name + ".schema.json")) {
            if (source == null) {
                throw new IllegalStateException("the schema '" + name + "' is not packaged");
            }
            String text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
            return new JsonSchema(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(text, InputFormat.JSON));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void check(YamlTree tree, Problems problems) {
        for (Error error : schema.validate(tree.root())) {
            report(error, tree, problems);
        }
    }

    private void report(Error error, YamlTree tree, Problems problems) {
        String key = key(error.getInstanceLocation());
        if (problems.has(key)) {
            // Reading it has failed already, and what stands in for it must not be judged.
            return;
        }
        JsonNode value = tree.at(key).orElse(MissingNode.getInstance());
        JsonNode rule = around(error);
        String is = "is " + Words.quoted(value) + ", must ";
        switch (error.getKeyword()) {
            case "required" -> problems.add(tree.line(key), child(key, error.getProperty()), "", "is missing");
            case "additionalProperties" -> {
                String extra = child(key, error.getProperty());
                List<String> allowed = List.copyOf(rule.path("properties").propertyNames());
                problems.add(tree.line(extra), extra, "", Words.unknown("key", error.getProperty(), allowed));
            }
            case "propertyNames", "pattern" ->
                problems.add(
                        tree.line(key),
                        key,
                        Words.plain(value),
                        is + "be " + rule.path("description").asString());
            case "if", "then", "else" -> {
                // What they lead to is reported by the rules inside them.
            }
            default ->
                problems.add(tree.line(key), key, Words.plain(value), is + Words.limit(error.getKeyword(), rule));
        }
    }

    /** The schema object that the broken keyword stands in. */
    private JsonNode around(Error error) {
        String pointer = error.getSchemaLocation().getFragment().toString();
        JsonNode node = schema.getSchemaNode();
        List<String> steps = new ArrayList<>(List.of(pointer.split("/")));
        for (String step : steps.subList(1, Math.max(1, steps.size() - 1))) {
            String name = step.replace("~1", "/").replace("~0", "~");
            node = node.isArray() ? node.path(Integer.parseInt(name)) : node.path(name);
        }
        return node;
    }

    private static String child(String key, String property) {
        return key.isEmpty() ? property : key + "." + property;
    }

    private static String key(NodePath path) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < path.getNameCount(); i++) {
            Object element = path.getElement(i);
            if (element instanceof Integer index) {
                key.append('[').append(index).append(']');
            } else {
                key.append(key.isEmpty() ? "" : ".").append(element);
            }
        }
        return key.toString();
    }
}
