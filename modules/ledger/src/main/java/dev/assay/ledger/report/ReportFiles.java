package dev.assay.ledger.report;

import dev.assay.ledger.artifact.ArtifactFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The files of a report in a run folder. Each is replaced whole or not at all. */
public final class ReportFiles {
    public static final String MARKDOWN = "report.md";
    public static final String JSON = "report.json";
    public static final String PLOT = "progress.png";
    public static final String COST_PLOT = "cost.png";

    private ReportFiles() {}

    /**
     * The files' contents by their names, to be written in this order.
     *
     * @param restart the command that starts the same campaign again, see {@link ReportMarkdown#render}
     * @throws PlotException if the pictures cannot be drawn here
     */
    public static Map<String, byte[]> render(Report report, Optional<String> restart) {
        Map<String, byte[]> files = texts(report, restart);
        files.put(PLOT, ProgressPlot.png(report));
        files.put(COST_PLOT, CostPlot.png(report));
        return files;
    }

    /** As {@link #render}, without the pictures: a machine that cannot draw still has these. */
    public static Map<String, byte[]> texts(Report report, Optional<String> restart) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(JSON, ReportJson.render(report).getBytes(StandardCharsets.UTF_8));
        files.put(MARKDOWN, ReportMarkdown.render(report, restart).getBytes(StandardCharsets.UTF_8));
        return files;
    }

    /** @throws IOException if the folder cannot be written */
    public static void write(Map<String, byte[]> files, Path runFolder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            ArtifactFile.write(runFolder.resolve(file.getKey()), file.getValue());
        }
    }
}
