package dev.assay.ledger.export.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.export.folder.ExportRefused;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.history.TrialHistories;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.proto.export.v1.TensorboardV1.Event;
import dev.assay.proto.export.v1.TensorboardV1.Summary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorboardExportTest {
    private final List<CampaignEvent> events = Campaigns.small().events();
    private final Map<String, List<TrialEvent>> trials = TrialHistories.of(events);

    @TempDir
    private Path temporary;

    @Test
    void everyTrialHasAFolderWithOneFileThatIsNamedByItsStart() throws IOException {
        Path folder = export("board");

        assertThat(files(folder).keySet())
                .hasSize(trials.size())
                // The first trial starts a tenth of a second after 2026-01-02T03:04:09Z.
                .contains("digits-1-0-1/events.out.tfevents.1767323049.assay")
                .allMatch(name -> name.matches("digits-1-\\d-\\d+/events\\.out\\.tfevents\\.\\d{10}\\.assay"));
    }

    @Test
    void curvesHaveAPointARoundAndTheScoresThatOfTheLastRound() throws IOException {
        Path folder = export("board");

        List<Event> confirming = records(folder.resolve("digits-1-2-101"));
        assertThat(confirming.get(0).getFileVersion()).isEqualTo("brain.Event:2");
        assertThat(confirming.subList(1, confirming.size()))
                .extracting(Event::getStep)
                .containsExactly(0L, 1L, 1L);
        assertThat(values(confirming.get(1)))
                .containsEntry("round/mean_loss", 1.75f)
                .containsEntry("round/update_norm_mean", 0.375f)
                .containsEntry("round/update_norm_max", 0.5f)
                .containsEntry("round/sites", 2f)
                .containsEntry("cost/samples", 1_280f)
                .containsEntry("cost/steps", 40f)
                .containsEntry("cost/bytes_down", 5e9f)
                .containsEntry("cost/bytes_up", 4_000f)
                .containsEntry("cost/seconds", 0.125f)
                .hasSize(9);
        assertThat(values(confirming.get(2))).containsEntry("round/mean_loss", 0.875f);
        assertThat(values(confirming.get(3)))
                .containsExactlyInAnyOrderEntriesOf(Map.of("score/selection", 0.84f, "score/hold_out", 0.83f));
        assertThat(confirming.get(3).getWallTime() - confirming.get(2).getWallTime())
                .isBetween(0.0999, 0.1001);
    }

    @Test
    void oneLedgerGivesTheSameBytesWhereverItIsWritten() throws IOException {
        Map<String, byte[]> one = files(export("one"));
        Map<String, byte[]> two = files(export("two"));

        assertThat(two.keySet()).isEqualTo(one.keySet());
        one.forEach((name, bytes) -> assertThat(two.get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void trialsAreReadOnceEachInTheOrderOfRequest() throws IOException {
        List<String> read = new ArrayList<>();
        TensorboardExport.write(temporary.resolve("board"), events, id -> {
            read.add(id);
            return trials.get(id);
        });

        assertThat(read)
                .containsExactlyElementsOf(events.stream()
                        .filter(TrialRequested.class::isInstance)
                        .map(event -> ((TrialRequested) event).trialId())
                        .toList());
    }

    @Test
    void refusesAFolderThatIsInUse() throws IOException {
        Path folder = export("board");

        assertThatThrownBy(() -> export("board"))
                .isInstanceOf(ExportRefused.class)
                .hasMessageContaining("not empty");
        assertThat(files(folder)).hasSize(trials.size());
    }

    private Path export(String name) throws IOException {
        Path folder = temporary.resolve(name);
        TensorboardExport.write(folder, events, trials::get);
        return folder;
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    /** Without the checksums, which are held against those of another writer in the test of the file. */
    private static List<Event> records(Path trial) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.wrap(files(trial).values().iterator().next()).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> records = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] record = new byte[(int) bytes.getLong()];
            bytes.getInt();
            bytes.get(record);
            bytes.getInt();
            records.add(Event.parseFrom(record));
        }
        return records;
    }

    private static Map<String, Float> values(Event event) {
        Map<String, Float> values = new TreeMap<>();
        for (Summary.Value value : event.getSummary().getValueList()) {
            values.put(value.getTag(), value.getSimpleValue());
        }
        return values;
    }
}
