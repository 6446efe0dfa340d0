package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.cli.DamagedLedger;
import dev.assay.cli.ExitStatus;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.sign.LedgerCheckpoint;
import dev.assay.ledger.sign.SigningKey;
import dev.assay.ledger.verify.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code assay ledger verify}: whether a ledger is as it was written. */
@Command(
        name = "verify",
        description =
                "Check every event of a run or of its export against its chain, and a run's files against the ledger.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit status: 0 intact; 3 not intact, or written by a newer release: the first bad place is named.",
            "A chain does not show that its end was cut off: a checkpoint that is kept elsewhere does."
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN|FILE", description = "The run folder, or an export of its ledger (jsonl).")
    private Path target;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "A signed head of this ledger, which it must go on from.")
    private Optional<Path> checkpoint;

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            description = "The key that the checkpoint must be signed with (PEM); without it any signature will do.")
    private Optional<Path> publicKey;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Optional<LedgerCheckpoint> known = knownCheckpoint();
        Map<String, ChainHead> heads = known.map(LedgerCheckpoint::heads).orElse(Map.of());
        LedgerCheck check = LedgerCheck.of(target, heads);
        if (json) {
            printJson(check);
        } else if (check.flaw().isEmpty()) {
            print(check, known);
        }
        DamagedLedger.requireNone(check.flaw(), "the ledger of " + target, "");
        return ExitStatus.DONE;
    }

    private Optional<LedgerCheckpoint> knownCheckpoint() throws IOException, BadInput {
        if (checkpoint.isEmpty()) {
            if (publicKey.isPresent()) {
                throw new BadInput("--public-key says whose a checkpoint must be: give one by --checkpoint FILE");
            }
            return Optional.empty();
        }
        try {
            LedgerCheckpoint known = LedgerCheckpoint.ofJson(text("--checkpoint", checkpoint.get()));
            if (!known.isGenuine()) {
                throw new BadInput("--checkpoint " + checkpoint.get()
                        + ": the signature is not that of its content: it was changed, and proves nothing");
            }
            if (publicKey.isPresent() && !Arrays.equals(trusted(publicKey.get()), known.publicKey())) {
                throw new BadInput("--checkpoint " + checkpoint.get() + ": is signed with another key than "
                        + publicKey.get() + ", namely " + known.keyDigest().brief());
            }
            return Optional.of(known);
        } catch (IllegalArgumentException e) {
            throw new BadInput("--checkpoint " + checkpoint.get() + ": " + e.getMessage());
        }
    }

    private static byte[] trusted(Path publicKey) throws IOException, BadInput {
        text("--public-key", publicKey);
        try {
            return SigningKey.readPublic(publicKey);
        } catch (IllegalArgumentException e) {
            throw new BadInput("--public-key " + e.getMessage());
        }
    }

    /** What is no UTF-8 is no JSON either, and is told as that. */
    private static String text(String option, Path file) throws IOException, BadInput {
        if (!Files.isRegularFile(file)) {
            throw new BadInput(option + " " + file + ": there is no such file");
        }
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private void print(LedgerCheck check, Optional<LedgerCheckpoint> known) {
        PrintWriter out = spec.commandLine().getOut();
        Verification ledger = check.ledger().orElseThrow();
        out.println("intact      " + ledger.events() + " events of campaign " + ledger.campaignId());
        out.println("head        event " + ledger.head().sequence() + "  "
                + ledger.head().hash());
        ledger.openTrials()
                .forEach((trialId, head) ->
                        out.println("open trial  event " + head.sequence() + "  " + head.hash() + "  " + trialId));
        known.ifPresent(signed -> out.println("checkpoint  the ledger goes on from event "
                + signed.head().sequence() + ", signed " + signed.signedAt() + " with key "
                + signed.keyDigest().brief()));
        if (check.snapshots().compared() > 0) {
            out.println("snapshots   " + check.snapshots().compared() + ", each is what its events come to");
        }
        if (check.snapshots().unread() > 0) {
            out.println("note        " + check.snapshots().unread()
                    + " snapshots were made by another release; this one reads the events instead");
        }
        check.artifacts()
                .ifPresentOrElse(
                        files -> {
                            out.println("files       " + files.models() + " final models, " + files.checkpoints()
                                    + " checkpoints, " + files.reportFiles() + " files of the report");
                            files.notices().forEach(notice -> out.println("note        " + notice));
                        },
                        () -> out.println(
                                "files       none: an export, and what was imported from one, has only the ledger"));
        out.flush();
    }

    private void printJson(LedgerCheck check) {
        ObjectNode result = JSON.createObjectNode().put("intact", check.flaw().isEmpty());
        check.flaw()
                .ifPresent(flaw -> result.put("place", flaw.place())
                        .put("problem", flaw.problem())
                        .put("newer_release", flaw.newerRelease()));
        check.ledger().ifPresent(ledger -> {
            result.put("campaign", ledger.campaignId()).put("events", ledger.events());
            result.putObject("head")
                    .put("sequence", ledger.head().sequence())
                    .put("hash", ledger.head().hash().hex());
        });
        if (check.flaw().isEmpty()) {
            result.put("snapshots", check.snapshots().compared());
        }
        check.artifacts()
                .ifPresent(files -> result.putObject("files")
                        .put("models", files.models())
                        .put("checkpoints", files.checkpoints())
                        .put("report", files.reportFiles()));
        PrintWriter out = spec.commandLine().getOut();
        out.println(result);
        out.flush();
    }
}
