package dev.assay.research.profile;

import dev.assay.research.frontmatter.FrontMatter;
import dev.assay.research.frontmatter.Values;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The values of a front matter that scores depend on, each under its key: all but the few that are known not to matter. A
 * field that is added to profiles is therefore part of the contract from the start. A default that is written out is a
 * difference: what is compared is what people wrote.
 */
final class ContractFields {
    /** For people, or what is tried first: no score changes with them. */
    private static final Predicate<String> NO_MATTER = Pattern.compile("title|calibration(\\[.*)?|surface\\..*\\.weight"
                    + "|data\\.(address|terms)|data\\.files\\[\\d+]\\.address")
            .asMatchPredicate();

    private final SortedMap<String, String> fields = new TreeMap<>();

    private ContractFields() {}

    static SortedMap<String, String> of(FrontMatter matter) {
        ContractFields fields = new ContractFields();
        fields.collect("", matter.root());
        return fields.fields;
    }

    private void collect(String key, JsonNode value) {
        if (NO_MATTER.test(key)) {
            return;
        }
        if (value.isObject()) {
            value.properties()
                    .forEach(entry ->
                            collect(key.isEmpty() ? entry.getKey() : key + "." + entry.getKey(), entry.getValue()));
        } else if (value.isArray() && value.valueStream().anyMatch(JsonNode::isObject)) {
            List<JsonNode> entries = value.valueStream().toList();
            for (int i = 0; i < entries.size(); i++) {
                collect(key + name(entries.get(i), i), entries.get(i));
            }
        } else {
            fields.put(key, Values.canonical(value));
        }
    }

    /** An axis of the surface is known by its knob; other entries by their place. */
    private static String name(JsonNode entry, int index) {
        if (!entry.has("knob")) {
            return "[" + index + "]";
        }
        JsonNode rules = entry.path("aggregators");
        return "." + entry.get("knob").asString() + (rules.isMissingNode() ? "" : " of " + Values.canonical(rules));
    }
}
