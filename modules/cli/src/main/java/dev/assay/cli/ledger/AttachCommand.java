package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Home;
import dev.assay.cli.run.RunFolder;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.ledger.journal.CampaignDirectory.Listed;
import dev.assay.ledger.journal.JournalException;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.PostgresJournal;
import dev.assay.ledger.journal.PostgresSettings;
import dev.assay.ledger.sweep.NeededBlobs;
import dev.assay.ledger.wire.UnreadableEventException;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code assay ledger attach}: a run folder for a campaign that a cluster ran or runs, which has none by itself. */
@Command(
        name = "attach",
        description =
                "Make a run folder for a campaign of a cluster, for the commands that take a RUN: report, ledger verify,"
                        + " export, replay, reproduce, gc and the others. The campaign may still run.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The folder has the settings of the database without the password, and a link to the servers' blobs. Any number"
                    + " of folders can be made; to remove one harms nothing."
        })
public final class AttachCommand implements Callable<Integer> {
    private static final int MOST_NAMES = 50;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run folder: a new one, or an empty one.")
    private Path folder;

    @Option(
            names = "--campaign",
            paramLabel = "NAME",
            required = true,
            description = "Name of the campaign, as 'assay campaign list' prints it.")
    private String campaign;

    @Option(
            names = "--ledger",
            paramLabel = "FILE",
            required = true,
            description = "Settings of the cluster's database, such as conf/ledger-postgres.conf.")
    private Path ledger;

    @Option(
            names = "--blobs",
            paramLabel = "DIR",
            required = true,
            description = "The folder that the servers have as assay.node.blobs, as this machine reaches it.")
    private Path blobs;

    @Override
    public Integer call() throws Exception {
        PostgresSettings settings = settings();
        PostgresJournal journal = new PostgresJournal(settings, campaign);
        Listed listed = find(journal.campaigns(), settings);
        make(journal);
        PrintWriter out = spec.commandLine().getOut();
        out.println("attached     " + journal.where() + (listed.finished() ? "" : ", which has not ended"));
        out.println("blobs        " + blobs.toAbsolutePath());
        missing(journal).ifPresent(note -> out.println("note         " + note));
        out.println("then         " + Home.command() + " report " + folder);
        out.println("             " + Home.command() + " ledger verify " + folder);
        out.flush();
        return ExitStatus.DONE;
    }

    /** What was given, checked as far as that goes without the database. */
    private PostgresSettings settings() throws InvalidInput, IOException {
        List<Problem> problems = new ArrayList<>();
        Optional<PostgresSettings> settings = Optional.empty();
        try {
            settings = Optional.of(PostgresSettings.read(ledger));
        } catch (InvalidInput e) {
            problems.addAll(e.problems());
        }
        if (!isFree()) {
            problems.add(Problem.ofOption(
                    "RUN", folder.toString(), "is " + folder + ", must be a new folder or an empty one"));
        }
        if (!Files.isDirectory(blobs)) {
            problems.add(Problem.ofOption("--blobs", blobs.toString(), "is " + blobs + ", which is not a folder"));
        } else if (absolute(folder).startsWith(absolute(blobs))) {
            problems.add(Problem.ofOption(
                    "--blobs", blobs.toString(), "is " + blobs + ", must not have the run folder in it"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return settings.orElseThrow();
    }

    private boolean isFree() throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Files.notExists(folder, LinkOption.NOFOLLOW_LINKS);
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private Listed find(List<Listed> campaigns, PostgresSettings settings) throws BadInput {
        List<String> names = campaigns.stream().map(Listed::campaignId).toList();
        return campaigns.stream()
                .filter(listed -> listed.campaignId().equals(campaign))
                .findFirst()
                .orElseThrow(() -> new BadInput("--campaign: there is no campaign '" + campaign + "' in " + settings
                        + (names.isEmpty()
                                ? ", which has none yet"
                                : "; there are "
                                        + String.join(
                                                ", ",
                                                names.subList(Math.max(0, names.size() - MOST_NAMES), names.size())))));
    }

    /** The link first: a folder that knows its ledger and has no files would be found damaged. */
    private void make(PostgresJournal journal) throws IOException {
        boolean isNew = Files.notExists(folder);
        Files.createDirectories(folder);
        Path link = new RunFolder(folder).blobsFolder();
        boolean done = false;
        try {
            Files.createSymbolicLink(link, blobs.toAbsolutePath());
            journal.rememberIn(folder);
            done = true;
        } finally {
            if (!done) {
                Files.deleteIfExists(link);
                if (isNew) {
                    Files.deleteIfExists(folder);
                }
            }
        }
    }

    /** Says so when final models are not in the folder of blobs, which may be another one then; nothing where all is well. */
    private Optional<String> missing(PostgresJournal journal) {
        NeededBlobs needed = new NeededBlobs();
        try (JournalReader reader = journal.read()) {
            needed.addCampaign(reader.campaign(campaign));
        } catch (JournalException | UnreadableEventException e) {
            return Optional.of("the ledger cannot be read: 'verify' tells more");
        }
        BlobStore store = new BlobStore(blobs);
        long missing = needed.models().keySet().stream()
                .filter(model -> !Files.isRegularFile(store.path(model)))
                .count();
        return missing == 0
                ? Optional.empty()
                : Optional.of(missing + " of " + needed.models().size() + " final models are not in " + blobs
                        + ": is that what the servers have as assay.node.blobs?");
    }
}
