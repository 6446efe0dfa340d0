package dev.assay.cli.run;

import dev.assay.cli.BadInput;
import dev.assay.cli.Home;
import dev.assay.ledger.artifact.ArtifactFile;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.ledger.journal.Journal;
import dev.assay.ledger.projection.ViewFiles;
import dev.assay.ledger.report.ReportFiles;
import dev.assay.ledger.results.ResultTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of one campaign: its ledger, its model files, its reports. */
public record RunFolder(Path path) {
    private static final String DATA_FOLDERS = "data-folders.txt";
    private static final String SOURCES = "sources.json";

    /** The journal that has the campaign; an H2 file in the folder, where it remembers no database. */
    public Journal journal() {
        return Journal.of(path);
    }

    /** Checkpoints and final models, by digest. */
    public BlobStore blobs() {
        return new BlobStore(path.resolve("blobs"));
    }

    /** Whether a campaign ran here, so that files must lie beside its ledger; a run that was imported has none. */
    public boolean hasFiles() {
        return Stream.of(path.resolve("blobs"), report(), path.resolve(SOURCES), path.resolve(DATA_FOLDERS))
                .anyMatch(Files::exists);
    }

    /** Views of the campaign, kept so that readers need not fold its ledger. */
    public ViewFiles views() {
        return new ViewFiles(path);
    }

    public Path results() {
        return path.resolve(ResultTable.FILE_NAME);
    }

    public Path report() {
        return path.resolve(ReportFiles.MARKDOWN);
    }

    public Path plot() {
        return path.resolve(ReportFiles.PLOT);
    }

    /** A file that, once it is there, ends the campaign cleanly. */
    public Path stopFile(String name) {
        return path.resolve(name);
    }

    /** Remembers where profile and program were read from, so that a resume can tell whether they were edited. */
    public void rememberSources(RunSources sources) throws IOException {
        ArtifactFile.write(path.resolve(SOURCES), sources.toJson().getBytes(StandardCharsets.UTF_8));
    }

    /** The remembered sources; empty when the run was moved from another machine without them. */
    public Optional<RunSources> sources() throws IOException, BadInput {
        Path file = path.resolve(SOURCES);
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(RunSources.ofJson(Files.readString(file)));
        } catch (IllegalArgumentException e) {
            throw new BadInput(
                    file + " cannot be read: " + e.getMessage()
                            + "; it says where profile and program came from: mend it, or remove it to go on without that check");
        }
    }

    /** How {@code assay data get} is told of the run's profile: where it was read from, else the installation's by its name. */
    public Optional<String> profile(String task) throws IOException, BadInput {
        return sources()
                .filter(known -> !known.profileIsGone())
                .or(() -> RunInputs.installed(Home.folder(), task))
                .map(known -> known.folder().toString());
    }

    /** Remembers where data were found, so that the run can be resumed without being told again. */
    public void rememberDataFolders(List<Path> folders) throws IOException {
        String lines = String.join(
                "\n",
                folders.stream()
                        .map(folder -> folder.toAbsolutePath().toString())
                        .toList());
        ArtifactFile.write(path.resolve(DATA_FOLDERS), (lines + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The remembered folders; none when the run was moved from another machine without them. */
    public List<Path> dataFolders() throws IOException {
        Path file = path.resolve(DATA_FOLDERS);
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(Path::of).toList()
                : List.of();
    }
}
