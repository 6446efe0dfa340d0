package dev.assay.ledger.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.verify.Verification;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LedgerCheckpointTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String TRIAL = "digits-1/c001/seed-1";

    /**
     * By {@code openssl pkeyutl -sign -rawin} with a.pem, over the four lines that {@link LedgerCheckpoint} says are signed:
     * <pre>
     * assay-checkpoint 1
     * 12 (SHA-256 of "head") campaign|digits-1
     * 3 (SHA-256 of "trial") trial|digits-1/c001/seed-1
     * 2026-01-02T03:04:05Z
     * </pre>
     */
    private static final String OPENSSL =
            "uSJBA9hE2KzPMHVFk+ftXfcKQDl+upJVynWRmoT/e8tUl1Be6WplTgUVzEnIyEPL36N/oW8dThw58afRgLbPDg==";

    private static LedgerCheckpoint signed() throws IOException {
        Verification ledger = new Verification(
                "digits-1",
                new ChainHead(12, Digest.ofText("head")),
                new TreeMap<>(Map.of(TRIAL, new ChainHead(3, Digest.ofText("trial")))),
                CampaignState.EMPTY,
                15,
                List.of(),
                new TreeMap<>(),
                new TreeMap<>());
        return LedgerCheckpoint.sign(
                ledger, SigningKey.read(SigningKeyTest.resource("a.pem"), SigningKeyTest.resource("a.pub.pem")), NOW);
    }

    @Test
    void signatureIsTheOneThatOpenSslMakes() throws IOException {
        assertThat(Base64.getEncoder().encodeToString(signed().signature())).isEqualTo(OPENSSL);
        assertThat(signed().isGenuine()).isTrue();
    }

    @Test
    void checkpointIsReadBack() throws IOException {
        LedgerCheckpoint read = LedgerCheckpoint.ofJson(signed().toJson());

        assertThat(read.isGenuine()).isTrue();
        assertThat(read.toJson()).isEqualTo(signed().toJson());
        assertThat(read.heads())
                .containsOnly(
                        Map.entry("campaign|digits-1", new ChainHead(12, Digest.ofText("head"))),
                        Map.entry("trial|" + TRIAL, new ChainHead(3, Digest.ofText("trial"))));
        assertThat(read.keyDigest()).isEqualTo(Digest.of(SigningKey.readPublic(SigningKeyTest.resource("a.pub.pem"))));
    }

    /** Every character: what is left is either no checkpoint, or none that its key has signed, or says the very same. */
    @Test
    void everyChangedCharacterOfACheckpointIsFound() throws IOException {
        String json = signed().toJson();
        for (int at = 0; at < json.length(); at++) {
            String changed = json.substring(0, at) + (char) (json.charAt(at) ^ 1) + json.substring(at + 1);
            LedgerCheckpoint read;
            try {
                read = LedgerCheckpoint.ofJson(changed);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
                continue;
            }
            if (read.isGenuine()) {
                assertThat(read.heads()).as(changed).isEqualTo(signed().heads());
                assertThat(read.signedAt()).isEqualTo(NOW);
            }
        }
    }

    @Test
    void everyChangedFieldIsFound() throws IOException {
        String json = signed().toJson();
        for (String[] change : new String[][] {
            {"\"sequence\" : 12", "\"sequence\" : 11"},
            {"\"sequence\" : 3", "\"sequence\" : 4"},
            {"\"digits-1\"", "\"digits-2\""},
            {TRIAL, "digits-1/c001/seed-2"},
            {Digest.ofText("head").hex(), Digest.ofText("another").hex()},
            {Digest.ofText("trial").hex(), Digest.ofText("another").hex()},
            {"03:04:05Z", "03:04:06Z"},
            {"uSJB", "uSJA"},
            {OPENSSL, "AAAA"},
            {OPENSSL, ""}
        }) {
            assertThat(json).contains(change[0]);
            assertThat(LedgerCheckpoint.ofJson(json.replace(change[0], change[1]))
                            .isGenuine())
                    .as(change[1])
                    .isFalse();
        }
    }

    @Test
    void signatureOfAnotherKeyIsNotGenuine() throws IOException {
        LedgerCheckpoint signed = signed();
        for (byte[] key : List.of(
                SigningKey.readPublic(SigningKeyTest.resource("b.pub.pem")), new byte[0], new byte[] {1, 2, 3})) {
            assertThat(new LedgerCheckpoint(
                                    signed.campaignId(),
                                    signed.head(),
                                    signed.openTrials(),
                                    NOW,
                                    key,
                                    signed.signature())
                            .isGenuine())
                    .isFalse();
        }
    }

    @Test
    void textThatIsNoCheckpointIsRefusedWithTheReason() throws IOException {
        String json = signed().toJson();
        for (String[] broken : new String[][] {
            {"", "must say \"format\": \"assay-checkpoint\""},
            {"[]", "must say \"format\": \"assay-checkpoint\""},
            {"{}", "must say \"format\": \"assay-checkpoint\""},
            {"{\"format\":{}}", "must say \"format\": \"assay-checkpoint\""},
            {"\0\u0001", "is not JSON"},
            {json.substring(0, 100), "is not JSON"},
            {json.replace("\"version\" : 1", "\"version\" : 2"), "\"version\": 1"},
            {json.replace("2026-01-02T03:04:05Z", "yesterday"), "has no 'signed_at' that is a time"},
            {json.replace("\"signed_at\"", "\"when\""), "has no 'signed_at' that is a time"},
            {json.replace("\"sequence\" : 12", "\"sequence\" : -1"), "sequence is -1"},
            {json.replace("\"head\"", "\"end\""), "digest"},
            {json.replace(Digest.ofText("head").hex(), "abc"), "'abc'"},
            {json.replace(OPENSSL, "!"), "base64"},
            {json.replace("\"open_trials\" : {", "\"open_trials\" : {\"x\": 3, "), "digest"}
        }) {
            assertThatThrownBy(() -> LedgerCheckpoint.ofJson(broken[0]))
                    .as(broken[0])
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(broken[1]);
        }
    }
}
