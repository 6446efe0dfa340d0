package dev.assay.cli.run;

import dev.assay.ledger.journal.H2Journal;
import dev.assay.runtime.blob.BlobStore;
import java.nio.file.Path;

/** The folder of one campaign: its ledger, its model files, its reports. */
public record RunFolder(Path path) {
    public Path ledger() {
        return H2Journal.file(path);
    }

    /** Checkpoints and final models, by digest. */
    public BlobStore blobs() {
        return new BlobStore(path.resolve("blobs"));
    }

    public Path results() {
        return path.resolve("results.tsv");
    }

    public Path report() {
        return path.resolve("report.md");
    }

    public Path reportJson() {
        return path.resolve("report.json");
    }

    public Path plot() {
        return path.resolve("progress.png");
    }

    /** A file that, once it is there, ends the campaign cleanly. */
    public Path stopFile(String name) {
        return path.resolve(name);
    }
}
