package dev.assay.ledger.verify;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.ledger.projection.View;
import dev.assay.ledger.projection.ViewFiles;
import dev.assay.ledger.projection.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the files of a run came to, held against the digests that its ledger has of them: final models, the checkpoints that running trials go
 * on from, the report.
 *
 * @param flaw the first file that is not the one that was recorded, or is gone
 * @param models how many final models were found to be the recorded ones
 * @param checkpoints the same of checkpoints
 * @param reportFiles the same of the report's files
 * @param notices what is not as it could be and harms nothing, one sentence each
 */
public record ArtifactCheck(Optional<Flaw> flaw, int models, int checkpoints, int reportFiles, List<String> notices) {

    /** Reads every file that the ledger names, whole. */
    public static ArtifactCheck of(Verification ledger, Path runFolder, BlobStore blobs) throws IOException {
        List<String> notices = new ArrayList<>();
        Map<Digest, String> models = new TreeMap<>();
        ledger.models().forEach(model -> models.putIfAbsent(model.digest(), model.trialId()));
        for (Map.Entry<Digest, String> model : models.entrySet()) {
            if (!isThere(blobs, model.getKey())) {
                return flawed(flaw(blobs.path(model.getKey()), "the final model of trial " + model.getValue()));
            }
        }
        int checkpoints = 0;
        for (Map.Entry<String, Digest> checkpoint : ledger.checkpoints().entrySet()) {
            Path file = blobs.path(checkpoint.getValue());
            if (isThere(blobs, checkpoint.getValue())) {
                checkpoints++;
            } else if (Files.exists(file)) {
                return flawed(flaw(file, "the checkpoint of trial " + checkpoint.getKey()));
            } else {
                // A campaign that runs deletes a checkpoint as soon as the next one is stored.
                notices.add("the checkpoint of trial " + checkpoint.getKey() + ", " + file
                        + ", is gone: a resume trains its rounds again, and compares them with the recorded ones");
            }
        }
        for (Map.Entry<String, Digest> file : ledger.report().entrySet()) {
            Path path;
            try {
                path = runFolder.resolve(file.getKey());
            } catch (InvalidPathException e) {
                return flawed(new Flaw(
                        "the report", "has a file whose name is none here: '" + e.getInput() + "', " + e.getReason()));
            }
            if (!Files.isRegularFile(path)
                    || !Digest.of(Files.readAllBytes(path)).equals(file.getValue())) {
                Flaw flaw = flaw(path, "the report");
                return flawed(new Flaw(flaw.place(), flaw.problem() + "; 'assay report RUN' makes it again"));
            }
        }
        ViewFiles views = new ViewFiles(runFolder);
        for (View view : Views.all(ledger.state())) {
            if (!views.agree(view, ledger.head())) {
                return flawed(new Flaw(
                        views.file(view.name()).toString(),
                        "is not what the events come to; 'assay ledger rebuild' makes it anew"));
            }
        }
        return new ArtifactCheck(
                Optional.empty(),
                ledger.models().size(),
                checkpoints,
                ledger.report().size(),
                List.copyOf(notices));
    }

    private static boolean isThere(BlobStore blobs, Digest digest) throws IOException {
        return Files.isRegularFile(blobs.path(digest)) && blobs.get(digest).isPresent();
    }

    private static ArtifactCheck flawed(Flaw flaw) {
        return new ArtifactCheck(Optional.of(flaw), 0, 0, 0, List.of());
    }

    private static Flaw flaw(Path file, String what) {
        return new Flaw(
                file.toString(),
                Files.exists(file)
                        ? "is not the file that the ledger has of " + what + ": its digest is another"
                        : "is gone; the ledger has it as of " + what);
    }
}
