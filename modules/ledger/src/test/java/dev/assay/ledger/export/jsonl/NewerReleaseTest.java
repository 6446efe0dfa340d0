package dev.assay.ledger.export.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.history.ChainedHistory;
import dev.assay.ledger.journal.H2Journal;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.JournalWriter;
import dev.assay.ledger.journal.StoredEntry;
import dev.assay.ledger.verify.VerifiedLedger;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.ledger.wire.LedgerSerializer;
import dev.assay.ledger.wire.UnreadableEventException;
import dev.assay.proto.ledger.v1.LedgerV1;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a release after this one may have written. */
class NewerReleaseTest {
    private static final UnknownFieldSet MORE = UnknownFieldSet.newBuilder()
            .addField(
                    500,
                    UnknownFieldSet.Field.newBuilder()
                            .addVarint(9)
                            .addLengthDelimited(ByteString.copyFromUtf8("new"))
                            .build())
            .build();

    @TempDir
    Path folder;

    @Test
    void fieldsThatANewerReleaseAddedAnywhereSurviveExportAndImport() throws Exception {
        List<StoredEntry> rows = withMoreFields();
        write(rows, "one");
        Path export = export("one");

        assertThat(ExportVerification.of(export, Map.of(), entry -> {}).flaw()).isEmpty();
        assertThat(Files.readAllLines(export).subList(1, rows.size()).stream()
                        .filter(line -> line.contains(",\"bytes\":\"")))
                .hasSize(2);
        List<StoredEntry> imported = new ArrayList<>();
        ExportVerification.of(
                export, Map.of(), read -> imported.add(StoredEntry.of(read.persistenceId(), read.entry())));
        write(imported, "other");
        assertThat(export("other")).hasSameBinaryContentAs(export);
        try (JournalReader reader = new H2Journal(folder.resolve("other")).read()) {
            List<byte[]> stored = new ArrayList<>();
            reader.rows(ChainedHistory.CAMPAIGN, row -> stored.add(row.bytes()));
            assertThat(stored.get(1)).isEqualTo(rows.get(1).bytes());
            assertThat(reader.campaign("digits-1")).hasSize(stored.size());
        }
    }

    @Test
    void fieldsOfANewerReleaseAreVouchedForTooWhereTheyAreOnlyBytes() throws Exception {
        write(withMoreFields(), "one");
        String text = Files.readString(export("one"));
        int at = text.indexOf("\"bytes\":\"") + 9;
        int end = text.indexOf('"', at);
        for (int i = at; i < end; i++) {
            Path file = Files.writeString(
                    folder.resolve("x"), text.substring(0, i) + (char) (text.charAt(i) ^ 1) + text.substring(i + 1));
            assertThat(ExportVerification.of(file, Map.of(), entry -> {})
                            .flaw()
                            .orElseThrow()
                            .place())
                    .startsWith("line 3");
        }
    }

    @Test
    void eventsOfANewerReleaseAreReportedAndNeverSkipped() throws Exception {
        StoredEntry row = ChainedHistory.of(Campaigns.tiny().events()).rows().get(1);
        LedgerV1.CampaignEntry entry = LedgerV1.CampaignEntry.parseFrom(row.bytes());
        List<StoredEntry> newer = List.of(
                stored("PhaseJudged.v1", row.bytes()),
                stored("PhaseEntered.v2", row.bytes()),
                stored(
                        row.manifest(),
                        entry.toBuilder()
                                .clearEvent()
                                .setUnknownFields(MORE)
                                .build()
                                .toByteArray()),
                stored(row.manifest(), entry.toBuilder().setSchema(2).build().toByteArray()),
                stored(
                        row.manifest(),
                        entry.toBuilder()
                                .setPhaseEntered(
                                        LedgerV1.PhaseEntered.newBuilder().setPhaseValue(99))
                                .build()
                                .toByteArray()),
                stored(
                        "TrialReported.v1",
                        entry.toBuilder()
                                .setTrialReported(LedgerV1.TrialReported.newBuilder()
                                        .setOutcome(LedgerV1.TrialOutcome.newBuilder()
                                                .setUnknownFields(MORE)))
                                .build()
                                .toByteArray()));
        for (int i = 0; i < newer.size(); i++) {
            List<StoredEntry> rows =
                    new ArrayList<>(ChainedHistory.of(Campaigns.tiny().events()).rows());
            rows.set(1, newer.get(i));
            String name = "run" + i;
            write(rows, name);
            try (JournalReader reader = new H2Journal(folder.resolve(name)).read()) {
                assertThat(VerifiedLedger.ofJournal(reader, Map.of())
                                .flaw()
                                .orElseThrow()
                                .toString())
                        .startsWith("event 2 of " + ChainedHistory.CAMPAIGN + " cannot be read")
                        .contains("a newer release of Assay wrote it");
                assertThatThrownBy(() -> reader.campaign("digits-1"))
                        .isInstanceOfSatisfying(
                                UnreadableEventException.class,
                                e -> assertThat(e.isOfNewerRelease()).isTrue());
                assertThatThrownBy(reader::all).isInstanceOf(UnreadableEventException.class);
                assertThatThrownBy(() -> LedgerExport.write(reader, "digits-1", new StringWriter()))
                        .isInstanceOf(UnreadableEventException.class);
            }
        }
    }

    @Test
    void lineWithAFieldThatThisReleaseDoesNotKnowIsReported() throws Exception {
        write(ChainedHistory.of(Campaigns.tiny().events()).rows(), "one");
        String text = Files.readString(export("one"));
        for (String changed : List.of(
                text.replaceFirst("\"phaseEntered\":\\{", "\"phaseEntered\":{\"judged\":true,"),
                text.replaceFirst("\"manifest\":\"PhaseEntered.v1\"", "\"manifest\":\"PhaseEntered.v2\""))) {
            Path file = Files.writeString(folder.resolve("x"), changed);
            assertThat(ExportVerification.of(file, Map.of(), entry -> {})
                            .flaw()
                            .orElseThrow()
                            .toString())
                    .startsWith("line 3 ")
                    .contains("newer release");
        }
    }

    /** The second event of the campaign, and the last one of a trial, nested: both chains go on over what was added. */
    private static List<StoredEntry> withMoreFields() throws InvalidProtocolBufferException {
        List<StoredEntry> rows = new ArrayList<>();
        ChainHead head = ChainHead.START;
        List<StoredEntry> plain =
                ChainedHistory.of(Campaigns.tiny().events()).rows().subList(0, 4);
        for (StoredEntry row : plain) {
            byte[] bytes = EventCodec.seal(head, row.entry().event()).bytes();
            if (row == plain.get(1)) {
                bytes = LedgerV1.CampaignEntry.parseFrom(bytes).toBuilder()
                        .setUnknownFields(MORE)
                        .build()
                        .toByteArray();
            } else if (row == plain.get(2)) {
                LedgerV1.CampaignEntry.Builder entry = LedgerV1.CampaignEntry.parseFrom(bytes).toBuilder();
                entry.getCandidateProposedBuilder().getRecipeBuilder().setUnknownFields(MORE);
                bytes = entry.build().toByteArray();
            }
            rows.add(stored(row.manifest(), head.sequence() + 1, bytes));
            head = rows.get(rows.size() - 1).entry().head();
        }
        return rows;
    }

    private static StoredEntry stored(String manifest, byte[] bytes) {
        return stored(manifest, 2, bytes);
    }

    private static StoredEntry stored(String manifest, long sequence, byte[] bytes) {
        return new StoredEntry(ChainedHistory.CAMPAIGN, sequence, LedgerSerializer.IDENTIFIER, manifest, bytes);
    }

    private void write(List<StoredEntry> rows, String name) {
        try (JournalWriter writer = JournalWriter.into(new H2Journal(folder.resolve(name)))) {
            rows.forEach(writer::append);
            writer.commit();
        }
    }

    private Path export(String name) throws IOException {
        StringWriter out = new StringWriter();
        try (JournalReader reader = new H2Journal(folder.resolve(name)).read()) {
            LedgerExport.write(reader, "digits-1", out);
        }
        return Files.writeString(folder.resolve(name + ".jsonl"), out.toString());
    }
}
