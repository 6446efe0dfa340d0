package dev.assay.ledger.export.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.history.ChainedHistory;
import dev.assay.ledger.journal.H2Journal;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.verify.Flaw;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who has an export changes one thing in it. */
class ExportTamperTest {
    @TempDir
    Path folder;

    private ChainedHistory ledger;
    private String text;
    private List<String> lines;

    private void export(List<CampaignEvent> campaign) throws IOException {
        ledger = ChainedHistory.of(campaign);
        H2Journal journal = new H2Journal(folder.resolve("run"));
        ledger.into(journal);
        StringWriter out = new StringWriter();
        try (JournalReader reader = journal.read()) {
            assertThat(LedgerExport.write(reader, "digits-1", out))
                    .isEqualTo(ledger.rows().size());
        }
        text = out.toString();
        lines = text.lines().toList();
        assertThat(verify(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x20})
    void everyByteOfTheFileIsVouchedFor(int bits) throws IOException {
        export(Campaigns.tiny().events());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int line = 1;
        int unseenInTheEvents = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bits == 0x20 && !Character.isLetter(bytes[at])) {
                line += bytes[at] == '\n' ? 1 : 0;
                continue;
            }
            byte[] flipped = bytes.clone();
            flipped[at] ^= (byte) bits;
            Optional<String> flaw = verify(flipped);
            assertThat(flaw).as("byte %s in line %s", at, line).isPresent();
            if (flaw.orElseThrow().contains("every event is as it was")) {
                unseenInTheEvents++;
            } else {
                assertThat(flaw.orElseThrow())
                        .as("byte %s in line %s", at, line)
                        .containsAnyOf(
                                "line " + line + " ", line == 1 ? "first line" : "last line", "line " + (line + 1));
            }
            line += bytes[at] == '\n' ? 1 : 0;
        }
        assertThat(unseenInTheEvents).isLessThan(bytes.length / 50);
    }

    @Test
    void everyLineThatIsGoneIsMissed() throws IOException {
        export(Campaigns.small().events());
        for (int at = 0; at < lines.size(); at++) {
            List<String> left = new ArrayList<>(lines);
            left.remove(at);
            assertFoundFrom(at, left);
        }
    }

    @Test
    void everyLineThatIsThereTwiceIsFound() throws IOException {
        export(Campaigns.small().events());
        for (int at = 0; at < lines.size(); at++) {
            List<String> more = new ArrayList<>(lines);
            more.add(at, lines.get(at));
            assertFoundFrom(at, more);
        }
    }

    @Test
    void everyLineThatChangedPlacesWithItsNeighbourIsFound() throws IOException {
        export(Campaigns.unfinished().events());
        for (int at = 0; at + 1 < lines.size(); at++) {
            List<String> swapped = new ArrayList<>(lines);
            Collections.swap(swapped, at, at + 1);
            assertFoundFrom(at, swapped);
        }
    }

    @Test
    void everyLineThatIsMovedAnywhereIsFound() throws IOException {
        export(Campaigns.tiny().events());
        for (int from = 0; from < lines.size(); from++) {
            for (int to = 0; to < lines.size(); to++) {
                if (from != to) {
                    List<String> moved = new ArrayList<>(lines);
                    moved.add(to, moved.remove(from));
                    assertFoundFrom(Math.min(from, to), moved);
                }
            }
        }
    }

    /** All that a chain shows holds in each of these; only the order of reading does not, and it is said where. */
    @Test
    void linesOfDifferentTrialsThatAreMixedAreFoundEvenWithARightDigest() throws IOException {
        export(Campaigns.tiny().events());
        // The last six lines: two events of each of two trials that are out, the end.
        int first = lines.size() - 5;
        List<String> mixed = new ArrayList<>(lines);
        Collections.swap(mixed, first + 1, first + 2);
        assertThat(verify(sealed(mixed)).orElseThrow())
                .contains("line " + (first + 3) + " ")
                .contains("stands behind events of the trial digits-1-0-3, which was requested later");

        mixed = new ArrayList<>(lines);
        Collections.rotate(mixed.subList(first, first + 4), 2);
        assertThat(verify(sealed(mixed)).orElseThrow())
                .contains("line " + (first + 3) + " ")
                .contains("which was requested later");

        // A trial that is out, before the campaign's last event.
        mixed = new ArrayList<>(lines);
        Collections.swap(mixed, first - 1, first);
        assertThat(verify(sealed(mixed)).orElseThrow())
                .contains("line " + (first + 1) + " ")
                .contains("which only the report of that trial's end can follow");
    }

    @Test
    void fileThatWasCutOffAnywhereIsFound() throws IOException {
        export(Campaigns.tiny().events());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int length = bytes.length - 1; length >= 0; length -= length > bytes.length - 200 ? 1 : 37) {
            byte[] left = Arrays.copyOf(bytes, length);
            assertThat(verify(left)).as("%s of %s bytes", length, bytes.length).isPresent();
        }
    }

    @Test
    void endThatIsCutOffAndWrittenAnewIsMissedByWhoKnowsTheHead() throws IOException {
        export(Campaigns.withoutGain().events());
        List<String> left = new ArrayList<>(lines);
        left.remove(left.size() - 2);
        ChainHead before = ledger.rows().get(ledger.rows().size() - 2).entry().head();
        left.set(left.size() - 1, "");
        String forged = withEnd(left.subList(0, left.size() - 1), before);

        assertThat(verify(forged)).isEmpty();
        assertThat(verify(forged.getBytes(StandardCharsets.UTF_8), ledger.heads())
                        .orElseThrow())
                .startsWith(ChainedHistory.CAMPAIGN + " has no event")
                .contains("its end was cut off");
        assertThat(verify(forged.getBytes(StandardCharsets.UTF_8), Map.of(ChainedHistory.CAMPAIGN, before)))
                .isEmpty();
        assertThat(verify(forged.getBytes(StandardCharsets.UTF_8), Map.of("campaign|other", before))
                        .orElseThrow())
                .contains("campaign|other has no event " + before.sequence());
    }

    @Test
    void otherWaysOfWritingTheSameAreFound() throws IOException {
        export(Campaigns.tiny().events());
        for (String otherwise : List.of(
                text.replace("\n", "\r\n"),
                text.replace("\n", "\r"),
                text.replace("\n", "\n\n"),
                text.replaceFirst("\n", " \n"),
                text + "\n",
                text + "x",
                text + text,
                "\uFEFF" + text,
                " " + text,
                text.replaceFirst("\"entry\"", "\"\\\\u0065ntry\""),
                text.replaceFirst("\"entry\":", "\"entry\": "),
                text.replaceFirst("0\\.8[,}]", "0.80,"),
                text.replace("\\u003d", "\\u003D"),
                text.replace("\\u003d", "="),
                text.replaceFirst("\"campaign\":", "\"campaign\":\"x\",\"campaign\":"))) {
            assertThat(otherwise).isNotEqualTo(text);
            assertThat(verify(otherwise)).as(otherwise.substring(0, 200)).isPresent();
        }
    }

    @Test
    void lineOfAChangedEventIsNamedItself() throws IOException {
        export(Campaigns.tiny().events());
        for (int at = 1; at < lines.size() - 1; at++) {
            List<String> changed = new ArrayList<>(lines);
            changed.set(at, lines.get(at).replaceFirst("\"atNanos\":\"1", "\"atNanos\":\"2"));
            assertThat(verify(sealed(changed)).orElseThrow())
                    .startsWith("line " + (at + 1) + " was changed: it comes to hash ");
        }
        List<String> changed = new ArrayList<>(lines);
        changed.set(0, lines.get(0).replace("}", ",\"more\":1}"));
        assertThat(verify(sealed(changed)).orElseThrow()).startsWith("line 1 is not as an export begins");
    }

    @Test
    void firstAndLastLineThatSayWhatIsNotSoAreFound() throws IOException {
        export(Campaigns.tiny().events());
        ChainHead head = ledger.heads().get(ChainedHistory.CAMPAIGN);
        List<String> renamed = new ArrayList<>(lines);
        renamed.set(0, LedgerExport.header("other"));
        assertThat(verify(sealed(renamed)).orElseThrow())
                .isEqualTo("the first line says that the campaign is other; found is digits-1");
        List<String> events = lines.subList(0, lines.size() - 1);
        assertThat(verify(withEnd(events, new ChainHead(head.sequence() + 1, head.hash())))
                        .orElseThrow())
                .startsWith("the last line says that there are");
        assertThat(verify(withEnd(events, new ChainHead(head.sequence(), Digest.ofText("x"))))
                        .orElseThrow())
                .startsWith("the last line says that there are");
        assertThat(verify(text.replace("\"events\":" + (lines.size() - 2), "\"events\":3"))
                        .orElseThrow())
                .startsWith("the last line says that there are 3 events");
        assertThat(verify(text.replaceFirst("\"sha256\":\"....", "\"sha256\":\"0000"))
                        .orElseThrow())
                .contains("every event is as it was, but the text was written otherwise");
    }

    @Test
    void whatIsNoExportIsRefusedAsThat() throws IOException {
        Path file = Files.write(folder.resolve("x"), new byte[0]);
        for (byte[] other : List.of(
                new byte[0],
                new byte[] {0, 0, 0, 10, 0},
                "{\"format\":\"other\"}\n{}\n".getBytes(StandardCharsets.UTF_8),
                "[[[[".getBytes(StandardCharsets.UTF_8),
                "{\"format\":\"assay-ledger\",\"version\":2,\"campaign\":\"c\"}\n".getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0xff, (byte) 0xfe, 0x7b})) {
            Files.write(file, other);
            assertThatThrownBy(() -> ExportVerification.of(file, Map.of(), entry -> {}))
                    .isInstanceOf(NoExportException.class)
                    .hasMessageStartingWith(file + " is ");
        }
    }

    @Test
    void lineOfAnyContentIsAFlawAtItsPlace() throws IOException {
        export(Campaigns.tiny().events());
        for (String line : List.of(
                "",
                "{}",
                "[]",
                "null",
                "\0\0\0\0",
                "{\0}",
                "{" + "\"a\":{".repeat(10_000) + "}",
                "{\"entity\":" + "[".repeat(5_000) + "}",
                "{\"entity\":\"" + "x".repeat(10_000_000) + "\"}",
                "{\"entity\":1}",
                "{\"entity\":null,\"manifest\":null}",
                lines.get(1).replaceFirst("\"sequence\":\"1\"", "\"sequence\":1"),
                lines.get(1).replaceFirst("\"sequence\":\"1\"", "\"sequence\":\"99999999999999999999\""),
                lines.get(1).replaceFirst("\"schema\":1", "\"schema\":1e9"),
                lines.get(1).replaceFirst("\"schema\":1", "\"schema\":" + "9".repeat(2_000)),
                lines.get(1).replaceFirst("\\}\\}$", "},\"bytes\":null}"),
                lines.get(1).replaceFirst("\\}\\}$", "},\"bytes\":\"AA==\"}"),
                lines.get(1).replaceFirst("\\}\\}$", "},\"bytes\":\"!\"}"),
                lines.get(1).replaceFirst("\\}\\}$", "},\"more\":1}"),
                lines.get(1) + lines.get(1))) {
            List<String> changed = new ArrayList<>(lines);
            changed.set(1, line);
            assertThat(verify(sealed(changed)).orElseThrow())
                    .as(line.substring(0, Math.min(80, line.length())))
                    .startsWith("line 2 ");
        }
    }

    @Test
    void lineThatNoMemoryCouldHoldIsAFlawAtItsPlace() throws Exception {
        export(Campaigns.tiny().events());
        Path file = Files.writeString(folder.resolve("x"), text.replaceFirst("\n", "\n" + "x".repeat(300_000)));

        assertThatThrownBy(() -> new ExportReader(file, 200_000).read(reading -> true))
                .isInstanceOf(ExportReader.BrokenFrameException.class)
                .hasMessage("line 2 is longer than 200000 bytes: it is no event");
    }

    @Test
    void consumerIsGivenWhatFitsUpToTheFlaw() throws Exception {
        export(Campaigns.tiny().events());
        List<String> changed = new ArrayList<>(lines);
        changed.set(5, "{}");
        Path file = Files.writeString(folder.resolve("x"), sealed(changed));
        AtomicInteger given = new AtomicInteger();

        assertThat(ExportVerification.of(file, Map.of(), entry -> given.incrementAndGet())
                        .flaw())
                .map(Flaw::place)
                .hasValue("line 6");
        assertThat(given).hasValue(4);
    }

    /** Found at the line of the change, at one behind it, or, where it leaves all events as they are, at the end. */
    private void assertFoundFrom(int index, List<String> changed) throws IOException {
        Optional<String> flaw = verify(String.join("\n", changed) + "\n");
        assertThat(flaw).as("changed from line %s on", index + 1).isPresent();
        assertThat(flaw.orElseThrow())
                .containsAnyOf(IntStream.rangeClosed(Math.max(index, 1), changed.size() + 2)
                        .mapToObj(line -> line == 1
                                ? " is no export"
                                : line > changed.size() + 1 ? "the last line " : "line " + line + " ")
                        .toArray(String[]::new));
    }

    /** The lines with a last one whose digest fits them: as who changed them would write it. */
    private String sealed(List<String> changed) {
        return withEnd(changed.subList(0, changed.size() - 1), ledger.heads().get(ChainedHistory.CAMPAIGN));
    }

    private static String withEnd(List<String> events, ChainHead head) {
        String content = events.stream().map(line -> line + "\n").collect(Collectors.joining());
        return content + LedgerExport.end(events.size() - 1, head, Digest.ofText(content)) + "\n";
    }

    private Optional<String> verify(String content) throws IOException {
        return verify(content.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> verify(byte[] content) throws IOException {
        return verify(content, Map.of());
    }

    private Optional<String> verify(byte[] content, Map<String, ChainHead> known) throws IOException {
        Path file = Files.write(folder.resolve("export.jsonl"), content);
        try {
            return ExportVerification.of(file, known, entry -> {}).flaw().map(Flaw::toString);
        } catch (NoExportException e) {
            return Optional.of("line 1 " + e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
