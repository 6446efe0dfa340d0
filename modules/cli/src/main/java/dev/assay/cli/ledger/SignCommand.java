package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.cli.DamagedLedger;
import dev.assay.cli.ExitStatus;
import dev.assay.ledger.artifact.ArtifactFile;
import dev.assay.ledger.sign.LedgerCheckpoint;
import dev.assay.ledger.sign.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code assay ledger sign}: a signed head, to be kept elsewhere. */
@Command(
        name = "sign",
        description = "Verify a ledger, and sign its head: whoever keeps the checkpoint can later prove that the ledger"
                + " still goes on from there.",
        mixinStandardHelpOptions = true)
public final class SignCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path folder;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description =
                    "An Ed25519 private key in PEM, as 'openssl genpkey -algorithm ed25519' writes it; FILE.pub has its"
                            + " public key.")
    private Path key;

    @Option(
            names = "--new-key",
            description = "Make the key first, and FILE.pub with its public key; refuses to replace a file.")
    private boolean newKey;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the checkpoint goes (default: RUN/checkpoint-SEQUENCE.json).")
    private Optional<Path> out;

    @Override
    public Integer call() throws Exception {
        Optional<SigningKey> existing = newKey ? Optional.empty() : Optional.of(signer());
        LedgerCheck check = LedgerCheck.of(folder, Map.of());
        DamagedLedger.requireNone(check.flaw(), "the ledger of " + folder, " and was not signed");
        SigningKey signer = existing.isPresent() ? existing.get() : writeNewKey();
        LedgerCheckpoint checkpoint = LedgerCheckpoint.sign(
                check.ledger().orElseThrow(), signer, Clock.systemUTC().instant());
        if (!checkpoint.isGenuine()) {
            throw new IllegalStateException("the checkpoint does not hold against its own key: nothing was written");
        }
        Path file = out.orElseGet(
                () -> folder.resolve("checkpoint-" + checkpoint.head().sequence() + ".json"));
        ArtifactFile.write(file, checkpoint.toJson().getBytes(StandardCharsets.UTF_8));
        spec.commandLine()
                .getOut()
                .println("signed event " + checkpoint.head().sequence() + " "
                        + checkpoint.head().hash() + " with key "
                        + checkpoint.keyDigest().brief() + ": " + file
                        + "\nkeep a copy where nobody who can edit the ledger can reach it");
        spec.commandLine().getOut().flush();
        return ExitStatus.DONE;
    }

    private Path publicKey() {
        return Path.of(key + ".pub");
    }

    private SigningKey signer() throws IOException, BadInput {
        if (!Files.isRegularFile(key)) {
            throw new BadInput(
                    "--key " + key + ": there is no such file; make one by '--new-key', or by 'openssl genpkey"
                            + " -algorithm ed25519 -out " + key + "'");
        }
        if (!Files.isRegularFile(publicKey())) {
            throw new BadInput("--key " + key + ": its public key " + publicKey()
                    + " is not there; make it by 'openssl pkey -in " + key + " -pubout -out " + publicKey() + "'");
        }
        try {
            return SigningKey.read(key, publicKey());
        } catch (IllegalArgumentException e) {
            throw new BadInput("--key " + e.getMessage());
        }
    }

    /** The private key is for its owner's eyes only, from the moment that the file is there. */
    private SigningKey writeNewKey() throws IOException, BadInput {
        SigningKey fresh = SigningKey.generate();
        for (Path file : List.of(key, publicKey())) {
            if (Files.exists(file)) {
                throw new BadInput("--new-key: " + file + " exists already, and a key is not replaced");
            }
        }
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, fresh.privatePem());
        Files.writeString(publicKey(), fresh.publicPem(), StandardOpenOption.CREATE_NEW);
        return fresh;
    }
}
