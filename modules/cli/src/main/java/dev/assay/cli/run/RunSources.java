package dev.assay.cli.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the texts of a campaign were read from, and what was set on top of them: enough to read them again.
 *
 * @param profile the profile's file
 * @param program the program's file
 * @param settings {@code key=value} changes of the profile, or with the prefix {@code program.} of the program
 */
public record RunSources(Path profile, Path program, SortedMap<String, String> settings) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public RunSources {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, String>) settings));
    }

    /** Whether the profile can no longer be read. */
    public boolean profileIsGone() {
        return !Files.isRegularFile(profile);
    }

    /** Whether the program can no longer be read. */
    public boolean programIsGone() {
        return !Files.isRegularFile(program);
    }

    /** The profile's folder, where its data may lie. */
    public Path folder() {
        return profile.toAbsolutePath().normalize().getParent();
    }

    String toJson() {
        ObjectNode root = JSON.createObjectNode()
                .put("profile", profile.toAbsolutePath().normalize().toString())
                .put("program", program.toAbsolutePath().normalize().toString());
        settings.forEach(root.putObject("settings")::put);
        return root.toPrettyString() + "\n";
    }

    /** @throws IllegalArgumentException when the text is not what {@link #toJson} writes */
    static RunSources ofJson(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            SortedMap<String, String> settings = new TreeMap<>();
            root.required("settings")
                    .properties()
                    .forEach(setting ->
                            settings.put(setting.getKey(), setting.getValue().stringValue()));
            return new RunSources(
                    Path.of(root.required("profile").stringValue()),
                    Path.of(root.required("program").stringValue()),
                    settings);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }
}
