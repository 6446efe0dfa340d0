package dev.assay.ledger.export.jsonl.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.wire.EventArbitraries;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.proto.ledger.v1.LedgerV1;
import dev.assay.research.review.Comparison;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Our transcoder against protobuf's own reader of its JSON. */
class ProtoJsonPropertyTest {
    private static final ChainHead BEFORE = new ChainHead(41, Digest.ofText("event 41"));
    private static final String[] PIECES = {
        "null",
        "true",
        "0",
        "-0",
        "-0.0",
        "1.5",
        "1e9",
        "1e999",
        "\"NaN\"",
        "\"Infinity\"",
        "NaN",
        "\"5\"",
        "\" 5\"",
        "\"+5\"",
        "99999999999999999999",
        "\"99999999999999999999\"",
        "{}",
        "[]",
        "\"\"",
        "\"\\ud83d\"",
        "\"\\ud83d\\ude00\"",
        "\"PHASE_SEARCH\"",
        "\"NOTHING\"",
        "77",
        "\"AA==\"",
        "\"AB==\"",
        "\"AA\"",
        ",",
        "}",
        "{",
        "\u0000",
        "\"schema\":0",
        "\"x\":1",
        "0.10",
        "1.0E+1"
    };

    @Property(tries = 500)
    void bytesAreTheMessagesOwn(@ForAll("events") Object event) {
        Entry<?> entry = EventCodec.seal(BEFORE, event);

        assertThat(ours(event, EventCodec.json(entry))).isEqualTo(entry.bytes());
    }

    /** A text that both take is one message; what ours refuses is not that message's own text. */
    @Property(tries = 1_500, edgeCases = EdgeCasesMode.NONE)
    void whateverIsWrittenThereTheVerdictIsTheSameOrARefusal(@ForAll("events") Object event, @ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(EventCodec.json(EventCodec.seal(BEFORE, event)));
        for (int changes = random.nextInt(3) + 1; changes > 0; changes--) {
            int from = random.nextInt(text.length());
            int to = Math.min(text.length(), from + random.nextInt(8));
            text.replace(from, to, random.nextBoolean() ? PIECES[random.nextInt(PIECES.length)] : "");
        }
        assertSameOrRefused(event, text.toString());
    }

    @Test
    void valuesOfEveryKindInEveryPlace() {
        CampaignEvent event = new CampaignEvent.CampaignConfirmed(
                Instant.EPOCH,
                3,
                true,
                new Comparison(3, -0.0, 1e-300, Double.MIN_VALUE, 0.1),
                new Comparison(3, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e23),
                "\ud83d\ude00 <=> \u2028");
        String text = EventCodec.json(EventCodec.seal(BEFORE, event));
        assertThat(ours(event, text)).isEqualTo(EventCodec.seal(BEFORE, event).bytes());
        for (String value :
                List.of("41", "42", "\"42\"", "true", "-0.0", "\"NaN\"", "\"Infinity\"", "3", "0.1", "1.0E23")) {
            for (int at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
                for (String piece : PIECES) {
                    assertSameOrRefused(event, text.substring(0, at) + piece + text.substring(at + value.length()));
                }
            }
        }
    }

    @Test
    void twoEventsInOneEntryAreRefused() {
        CampaignEvent event = new CampaignEvent.StopRequested(Instant.EPOCH, "x");
        assertSameOrRefused(
                event,
                EventCodec.json(EventCodec.seal(BEFORE, event))
                        .replace("}}", "},\"campaignFinished\":{\"reason\":\"y\"}}"));
    }

    @Test
    void fieldsThatComeTwiceOrOutOfTheirOrderAreRefused() {
        CampaignEvent event = new CampaignEvent.StopRequested(Instant.EPOCH, "x");
        String text = EventCodec.json(EventCodec.seal(BEFORE, event));
        for (String changed : List.of(
                text.replace("\"schema\":1", "\"schema\":1,\"schema\":1"),
                text.replace("\"sequence\":\"42\",\"schema\":1", "\"schema\":1,\"sequence\":\"42\""))) {
            assertThat(changed).isNotEqualTo(text);
            assertThatThrownBy(() -> ours(event, changed))
                    .isInstanceOf(MalformedLineException.class)
                    .hasMessageContaining("twice, or too late");
        }
    }

    private static void assertSameOrRefused(Object event, String text) {
        byte[] bytes;
        try {
            bytes = ours(event, text);
        } catch (MalformedLineException e) {
            return;
        }
        Message.Builder builder =
                event instanceof CampaignEvent ? LedgerV1.CampaignEntry.newBuilder() : LedgerV1.TrialEntry.newBuilder();
        try {
            JsonFormat.parser().merge(text, builder);
        } catch (InvalidProtocolBufferException e) {
            fail("ours takes what protobuf's does not, %s: %s", e.getMessage(), text);
        }
        // Protobuf's reader loses the sign of a zero, its printer and its bytes have it.
        if (!text.contains("-0.0")) {
            assertThat(bytes).as(text).isEqualTo(builder.build().toByteArray());
        }
    }

    private static byte[] ours(Object event, String text) {
        CanonicalJson json = new CanonicalJson(text.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = new ProtoJson()
                .bytes(
                        MessageFields.of(
                                event instanceof CampaignEvent
                                        ? LedgerV1.CampaignEntry.getDescriptor()
                                        : LedgerV1.TrialEntry.getDescriptor()),
                        json);
        if (!json.isAtEnd()) {
            throw new MalformedLineException("has more");
        }
        return bytes;
    }

    @Provide
    Arbitrary<Object> events() {
        return Arbitraries.oneOf(
                EventArbitraries.ofType(CampaignEvent.class), EventArbitraries.ofType(TrialEvent.class));
    }
}
