package dev.assay.ledger.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.verify.Verification.NamedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactCheckTest {
    @TempDir
    Path run;

    private BlobStore blobs;
    private Digest one;
    private Digest other;
    private Digest checkpoint;
    private Verification ledger;

    @BeforeEach
    void writeRun() throws IOException {
        blobs = new BlobStore(run.resolve("blobs"));
        one = blobs.put(bytes("model one"));
        other = blobs.put(bytes("model two"));
        checkpoint = blobs.put(bytes("checkpoint"));
        Files.writeString(run.resolve("report.md"), "the report");
        Files.writeString(Files.createDirectory(run.resolve("trials")).resolve("c001.tsv"), "a table");
        ledger = ledger("report.md", "trials/c001.tsv");
    }

    private Verification ledger(String... files) {
        TreeMap<String, Digest> report = new TreeMap<>();
        for (String file : files) {
            report.put(file, Digest.ofText(file.equals("report.md") ? "the report" : "a table"));
        }
        return new Verification(
                "c",
                ChainHead.START,
                new TreeMap<>(),
                CampaignState.of(Campaigns.small().events()),
                9,
                List.of(new NamedModel("t1", one), new NamedModel("t2", other), new NamedModel("t3", one)),
                new TreeMap<>(Map.of("t4", checkpoint)),
                report);
    }

    private ArtifactCheck check() throws IOException {
        return ArtifactCheck.of(ledger, run, blobs);
    }

    @Test
    void filesThatAreAsRecordedAreCounted() throws IOException {
        ArtifactCheck check = check();

        assertThat(check.flaw()).isEmpty();
        assertThat(check.models()).isEqualTo(3);
        assertThat(check.checkpoints()).isEqualTo(1);
        assertThat(check.reportFiles()).isEqualTo(2);
        assertThat(check.notices()).isEmpty();
    }

    @Test
    void everyFlippedByteOfAFinalModelIsFound() throws IOException {
        byte[] content = Files.readAllBytes(blobs.path(other));
        for (int at = 0; at < content.length; at++) {
            byte[] flipped = content.clone();
            flipped[at] ^= 1;
            Files.write(blobs.path(other), flipped);
            assertThat(check().flaw())
                    .hasValue(new Flaw(
                            blobs.path(other).toString(),
                            "is not the file that the ledger has of the final model of trial t2: its digest is"
                                    + " another"));
        }
    }

    @Test
    void swappedModelsAreFound() throws IOException {
        Path aside = run.resolve("aside");
        Files.move(blobs.path(one), aside);
        Files.move(blobs.path(other), blobs.path(one));
        Files.move(aside, blobs.path(other));

        assertThat(check().flaw().orElseThrow().problem()).contains("is not the file that the ledger has of");
    }

    @Test
    void missingModelIsFound() throws IOException {
        blobs.delete(one);

        assertThat(check().flaw())
                .hasValue(new Flaw(
                        blobs.path(one).toString(), "is gone; the ledger has it as of the final model of trial t1"));
    }

    @Test
    void folderInAModelsPlaceIsFound() throws IOException {
        blobs.delete(one);
        Files.createDirectory(blobs.path(one));

        assertThat(check().flaw().orElseThrow().problem()).contains("is not the file that the ledger has of");
    }

    @Test
    void changedSwappedAndMissingReportFilesAreFound() throws IOException {
        Path report = run.resolve("report.md");
        Path table = run.resolve("trials/c001.tsv");
        Files.writeString(table, "a tablE");
        assertThat(check().flaw().orElseThrow().toString())
                .isEqualTo(
                        table
                                + " is not the file that the ledger has of the report: its digest is another; 'assay report RUN' makes it again");
        Files.writeString(report, "a table");
        Files.writeString(table, "the report");
        assertThat(check().flaw().orElseThrow().place()).isEqualTo(report.toString());
        Files.delete(report);
        assertThat(check().flaw().orElseThrow().toString())
                .isEqualTo(report + " is gone; the ledger has it as of the report; 'assay report RUN' makes it again");
    }

    @Test
    void nameThatIsNoPathIsAFlawLikeAnyOther() throws IOException {
        ledger = ledger("report\0.md");

        assertThat(check().flaw().orElseThrow().toString()).startsWith("the report has a file whose name is none here");
    }

    @Test
    void swappedCheckpointIsAFlaw() throws IOException {
        Files.write(blobs.path(checkpoint), bytes("half"));

        assertThat(check().flaw().orElseThrow().toString())
                .contains(checkpoint.hex())
                .contains("is not the file that the ledger has of the checkpoint of trial t4");
    }

    @Test
    void lostCheckpointIsNoticedAndHarmsNothing() throws IOException {
        blobs.delete(checkpoint);

        ArtifactCheck check = check();

        assertThat(check.flaw()).isEmpty();
        assertThat(check.checkpoints()).isZero();
        assertThat(check.notices()).singleElement().asString().contains("t4").contains("is gone");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
