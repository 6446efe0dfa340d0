package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Home;
import dev.assay.cli.run.RunFolder;
import dev.assay.ledger.journal.Journal;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.sweep.BlobSweep;
import dev.assay.ledger.sweep.NeededBlobs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code assay ledger gc}: removes model files that no event needs. */
@Command(
        name = "gc",
        description = "List the model files that no event of a run needs; with --remove, remove them.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Kept are the final model of every scored trial and the last checkpoint of every trial that is under way.",
            "Of a run whose ledger is in a database, what any campaign of that database needs is kept too, and nothing is"
                    + " removed while one of them has not ended: the servers of a cluster keep all their files together.",
            "Refused while another process has the run open. Exit status: 0 done; 2 refused; 3 a final model is gone or"
                    + " damaged, and nothing was removed."
        })
public final class GcCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path folder;

    @Option(names = "--remove", description = "Remove what is listed.")
    private boolean remove;

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    /** Under the journal's lock from the first look to the last removal: no campaign writes between the two. */
    @Override
    public Integer call() throws Exception {
        requireCampaign();
        BlobSweep sweep;
        boolean removed;
        RunFolder run = new RunFolder(folder);
        Journal journal = run.journal();
        BlobUsers users = BlobUsers.of(journal);
        if (remove) {
            users.requireEnded();
        }
        Journal.Hold hold = journal.hold();
        try {
            // An imported run has no files, and has lost none.
            sweep = BlobSweep.of(run.blobs(), run.hasFiles() ? users.needed() : new NeededBlobs());
            removed = remove && sweep.lostModels().isEmpty();
            if (removed) {
                users.requireNoOther();
                sweep.remove();
            }
        } finally {
            hold.close();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(sweep, users, removed));
        } else {
            print(sweep, users, removed, out);
        }
        out.flush();
        for (String lost : sweep.lostModels()) {
            spec.commandLine().getErr().println("assay: " + lost);
        }
        if (!sweep.lostModels().isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("assay: the files of " + folder + " are not intact, and nothing was removed: '"
                            + Home.command() + " ledger verify " + folder + "' tells more");
            return ExitStatus.LEDGER_DAMAGED;
        }
        return ExitStatus.DONE;
    }

    /** Before the lock, whose taking would make a ledger where there is none. */
    private void requireCampaign() throws BadInput {
        try (JournalReader journal = JournalReader.open(folder)) {
            if (journal.campaignId().isEmpty()) {
                throw new BadInput("the ledger of " + folder + " has no campaign yet");
            }
        }
    }

    private void print(BlobSweep sweep, BlobUsers users, boolean removed, PrintWriter out) {
        String what = size(sweep.removable().size(), sweep.removableBytes());
        if (sweep.removable().isEmpty()) {
            out.println("nothing to remove");
        } else if (removed) {
            out.println("removed      " + what);
        } else {
            out.println("removable    " + what
                    + (remove || !users.notEnded().isEmpty()
                            ? ""
                            : "; '" + Home.command() + " ledger gc " + folder + " --remove' removes them"));
        }
        sweep.removable()
                .forEach(blob -> out.println("  " + folder.relativize(blob.file()) + "  "
                        + String.format(Locale.ROOT, "%,d", blob.bytes()) + " bytes, " + blob.reason()));
        out.println("needed       " + size(sweep.needed(), sweep.neededBytes())
                + (users.campaigns().size() > 1
                        ? ", by " + users.campaigns().size() + " campaigns of the database"
                        : ""));
        users.notEnded()
                .forEach(
                        campaign -> out.println(
                                "note         campaign '" + campaign
                                        + "' has not ended: a file that it is writing may be listed here, and nothing is removed until then"));
        sweep.foreign().forEach(file -> out.println("left alone   " + file));
        sweep.lostCheckpoints()
                .forEach(file ->
                        out.println("note         " + file + ": a resume trains its rounds again, and compares them"));
    }

    private static String size(int files, long bytes) {
        return String.format(Locale.ROOT, "%,d %s, %,d bytes", files, files == 1 ? "file" : "files", bytes);
    }

    private ObjectNode json(BlobSweep sweep, BlobUsers users, boolean removed) {
        ObjectNode result = JSON.createObjectNode().put("removed", removed).put("bytes", sweep.removableBytes());
        ArrayNode files = result.putArray("removable");
        sweep.removable()
                .forEach(blob -> files.addObject()
                        .put("file", folder.relativize(blob.file()).toString())
                        .put("bytes", blob.bytes())
                        .put("reason", blob.reason()));
        result.putObject("needed").put("files", sweep.needed()).put("bytes", sweep.neededBytes());
        put(result.putArray("lost_models"), sweep.lostModels());
        put(result.putArray("lost_checkpoints"), sweep.lostCheckpoints());
        put(result.putArray("left_alone"), sweep.foreign());
        put(result.putArray("not_ended"), users.notEnded());
        return result;
    }

    private static void put(ArrayNode array, List<String> sentences) {
        sentences.forEach(array::add);
    }
}
