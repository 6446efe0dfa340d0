package dev.assay.ledger.projection;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.artifact.ArtifactFile;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.projection.View.Column;
import dev.assay.ledger.projection.View.Name;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Views as files in the folder {@code views} of a run, each with the head of the ledger that it was made from. */
public final class ViewFiles {
    private static final String FOLDER = "views";
    /** Raised when a view's columns or their meaning change: files of another version are not used. */
    private static final int VERSION = 1;

    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;

    public ViewFiles(Path runFolder) {
        this.folder = runFolder.resolve(FOLDER);
    }

    /** Replaces a view, whole or not at all. */
    public void write(View view, ChainHead head) throws IOException {
        ArtifactFile.write(file(view.name()), content(view, head));
    }

    /** Whether the kept file is this view's, or none of this head: then readers do not use it. */
    public boolean agree(View view, ChainHead head) throws IOException {
        Optional<View> kept = read(view.name(), head);
        return kept.isEmpty()
                || kept.get().toTsv().equals(view.toTsv())
                        && kept.get().toJson().equals(view.toJson());
    }

    private static byte[] content(View view, ChainHead head) {
        ObjectNode json =
                JSON.createObjectNode().put("view", view.name().word()).put("version", VERSION);
        json.putObject("head")
                .put("sequence", head.sequence())
                .put("hash", head.hash().hex());
        view.columns()
                .forEach(column -> json.withArray("columns")
                        .addObject()
                        .put("name", column.name())
                        .put("decimals", column.decimals()));
        json.set("rows", view.rowsAsJson());
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** A view that was made from the ledger with this head; empty when there is none, or the file cannot be read. */
    public Optional<View> read(Name name, ChainHead head) throws IOException {
        try {
            JsonNode json = JSON.readTree(Files.readString(file(name)));
            ChainHead made = new ChainHead(
                    json.path("head").path("sequence").asLong(-1),
                    new Digest(json.path("head").path("hash").asString("")));
            return made.equals(head) && json.path("version").asInt(0) == VERSION
                    ? Optional.of(view(name, json))
                    : Optional.empty();
        } catch (NoSuchFileException | JacksonException | IllegalArgumentException e) {
            // Missing, half-written by somebody else or of another release: the events have it all.
            return Optional.empty();
        }
    }

    /** Removes all views. */
    public void drop() throws IOException {
        for (Name name : Name.values()) {
            Files.deleteIfExists(file(name));
        }
    }

    /** Where a view is. */
    public Path file(Name name) {
        return folder.resolve(name.word() + ".json");
    }

    private static View view(Name name, JsonNode json) {
        List<Column> columns = new ArrayList<>();
        json.path("columns")
                .forEach(column -> columns.add(new Column(
                        column.path("name").asString(), column.path("decimals").asInt())));
        List<List<Object>> rows = new ArrayList<>();
        for (JsonNode row : json.path("rows")) {
            List<Object> values = new ArrayList<>();
            columns.forEach(column -> values.add(value(row.get(column.name()))));
            rows.add(values);
        }
        return new View(name, columns, rows);
    }

    private static Object value(JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        if (node.isIntegralNumber()) {
            return node.asLong();
        }
        return node.isNumber() ? (Object) node.asDouble() : node.asString();
    }
}
