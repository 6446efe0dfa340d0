package dev.assay.ledger.report;

import dev.assay.ledger.artifact.ArtifactFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The files of a report in a run folder. Each is replaced whole or not at all. */
public final class ReportFiles {
    public static final String MARKDOWN = "report.md";
    public static final String JSON = "report.json";
    public static final String PLOT = "progress.png";
    public static final String COST_PLOT = "cost.png";

    private ReportFiles() {}

    /**
     * Writes {@code report.json}, {@code report.md}, {@code progress.png} and {@code cost.png}, in this order: a machine that
     * cannot draw still has the first two.
     *
     * @param restart the command that starts the same campaign again, see {@link ReportMarkdown#render}
     * @throws IOException if the folder cannot be written
     * @throws PlotException if the pictures cannot be drawn here; the other files are written
     */
    public static void write(Report report, Path runFolder, Optional<String> restart) throws IOException {
        ArtifactFile.write(runFolder.resolve(JSON), ReportJson.render(report).getBytes(StandardCharsets.UTF_8));
        ArtifactFile.write(
                runFolder.resolve(MARKDOWN),
                ReportMarkdown.render(report, restart).getBytes(StandardCharsets.UTF_8));
        ArtifactFile.write(runFolder.resolve(PLOT), ProgressPlot.png(report));
        ArtifactFile.write(runFolder.resolve(COST_PLOT), CostPlot.png(report));
    }
}
