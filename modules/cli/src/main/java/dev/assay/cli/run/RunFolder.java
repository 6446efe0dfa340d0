package dev.assay.cli.run;

import dev.assay.agent.campaign.CampaignOrder;
import dev.assay.cli.BadInput;
import dev.assay.cli.Home;
import dev.assay.learning.training.Device;
import dev.assay.ledger.artifact.ArtifactFile;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.ledger.chain.ChainHead;
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
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The folder of one campaign: its ledger, its model files, its reports. */
public record RunFolder(Path path) {
    private static final String DATA_FOLDERS = "data-folders.txt";
    private static final String DEVICE = "device.txt";
    private static final String SOURCES = "sources.json";
    private static final String IMPORTED = "imported.json";
    private static final String BLOBS = "blobs";

    /** What {@link #isName} asks for, for people. */
    public static final String NAME_RULE = CampaignOrder.NAME_RULE;

    /** Whether a campaign, and the folder that it runs in, can be called that. */
    public static boolean isName(String name) {
        return CampaignOrder.isName(name);
    }

    /** The journal that has the campaign; an H2 file in the folder, where it remembers no database. */
    public Journal journal() {
        return Journal.of(path);
    }

    /** Checkpoints and final models, by digest. */
    public BlobStore blobs() {
        return new BlobStore(blobsFolder());
    }

    /** Where {@link #blobs} lie; a link where they are those of a cluster. */
    public Path blobsFolder() {
        return path.resolve(BLOBS);
    }

    /**
     * Whether files must lie beside the ledger: unless it says of itself that it was imported, and nothing shows that a campaign
     * ran here. That nothing is there is no reason: files that were removed are lost.
     */
    public boolean hasFiles() {
        return !Files.exists(path.resolve(IMPORTED))
                || Stream.of(blobsFolder(), report(), path.resolve(SOURCES), path.resolve(DATA_FOLDERS))
                        .anyMatch(Files::exists);
    }

    /**
     * Puts down that the ledger came from an export, without model files.
     *
     * @param head of the ledger that was imported
     */
    public void rememberImport(String campaignId, ChainHead head) throws IOException {
        ObjectNode content = new JsonMapper().createObjectNode().put("campaign", campaignId);
        content.putObject("head")
                .put("sequence", head.sequence())
                .put("hash", head.hash().hex());
        ArtifactFile.write(path.resolve(IMPORTED), (content + "\n").getBytes(StandardCharsets.UTF_8));
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

    /** Remembers what the run is trained on, so that it goes on there. */
    public void rememberDevice(Device.Kind kind) throws IOException {
        ArtifactFile.write(path.resolve(DEVICE), (kind.word() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** What the run was begun on; the processor where it does not say, as in runs of before there was a choice. */
    public Device.Kind device() throws IOException {
        Path file = path.resolve(DEVICE);
        return Files.exists(file) && Files.readString(file).strip().equals(Device.Kind.GPU.word())
                ? Device.Kind.GPU
                : Device.Kind.CPU;
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
