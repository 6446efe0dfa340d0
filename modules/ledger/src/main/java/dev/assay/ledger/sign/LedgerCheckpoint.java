package dev.assay.ledger.sign;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.verify.Verification;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The heads of a ledger at one moment, signed with Ed25519 (RFC 8032).
 *
 * @param campaignId the campaign's name
 * @param head of the campaign's chain
 * @param openTrials heads of trials that the campaign's chain does not vouch for yet, by the trial's id
 * @param signedAt by the signer's clock
 * @param publicKey of the signer, X.509 in DER; whether to trust it is the reader's to know
 * @param signature over {@link #signedText}
 */
@SuppressWarnings("ArrayRecordComponent") // Written and read, never compared.
public record LedgerCheckpoint(
        String campaignId,
        ChainHead head,
        SortedMap<String, ChainHead> openTrials,
        Instant signedAt,
        byte[] publicKey,
        byte[] signature) {
    static final String ALGORITHM = "Ed25519";
    private static final String FORMAT = "assay-checkpoint";
    private static final int VERSION = 1;
    private static final JsonMapper JSON = new JsonMapper();

    public LedgerCheckpoint {
        openTrials = Collections.unmodifiableSortedMap(new TreeMap<>(openTrials));
    }

    /** Signs what was verified; nobody should sign anything else. */
    public static LedgerCheckpoint sign(Verification ledger, SigningKey key, Instant now) {
        byte[] text = signedText(ledger.campaignId(), ledger.head(), ledger.openTrials(), now);
        return new LedgerCheckpoint(
                ledger.campaignId(),
                ledger.head(),
                ledger.openTrials(),
                now,
                key.publicKey().getEncoded(),
                key.sign(text));
    }

    /** Whether the signature is that of the public key in here. */
    public boolean isGenuine() {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(signer());
            check.update(signedText(campaignId, head, openTrials, signedAt));
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Digest of the public key, by which a reader knows the signer. */
    public Digest keyDigest() {
        return Digest.of(publicKey);
    }

    /** The heads by persistence id, as a verifier wants them. */
    public Map<String, ChainHead> heads() {
        Map<String, ChainHead> heads = new HashMap<>();
        heads.put(LedgerIds.campaign(campaignId).id(), head);
        openTrials.forEach(
                (trialId, trial) -> heads.put(LedgerIds.trial(trialId).id(), trial));
        return heads;
    }

    public String toJson() {
        ObjectNode json = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("version", VERSION)
                .put("campaign", campaignId);
        put(json.putObject("head"), head);
        ObjectNode trials = json.putObject("open_trials");
        openTrials.forEach((trialId, trial) -> put(trials.putObject(trialId), trial));
        json.put("signed_at", signedAt.toString());
        json.put("public_key", Base64.getEncoder().encodeToString(publicKey));
        json.put("signature", Base64.getEncoder().encodeToString(signature));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    /** @throws IllegalArgumentException with the reason, when the text is no checkpoint */
    public static LedgerCheckpoint ofJson(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (!FORMAT.equals(json.path("format").asString(""))
                    || json.path("version").asInt(0) != VERSION) {
                throw new IllegalArgumentException(
                        "must say \"format\": \"" + FORMAT + "\" and \"version\": " + VERSION);
            }
            SortedMap<String, ChainHead> trials = new TreeMap<>();
            json.path("open_trials").properties().forEach(trial -> trials.put(trial.getKey(), head(trial.getValue())));
            return new LedgerCheckpoint(
                    json.path("campaign").asString(""),
                    head(json.path("head")),
                    trials,
                    Instant.parse(json.path("signed_at").asString("")),
                    Base64.getDecoder().decode(json.path("public_key").asString("")),
                    Base64.getDecoder().decode(json.path("signature").asString("")));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("is not JSON: " + e.getOriginalMessage(), e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("has no 'signed_at' that is a time", e);
        }
    }

    private PublicKey signer() throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(publicKey));
    }

    /** Lines of text, each ended by a line feed: format, campaign, head, the trials in rising order, time. */
    private static byte[] signedText(
            String campaignId, ChainHead head, SortedMap<String, ChainHead> openTrials, Instant signedAt) {
        StringBuilder text = new StringBuilder(FORMAT + " " + VERSION + "\n");
        line(text, LedgerIds.campaign(campaignId).id(), head);
        openTrials.forEach(
                (trialId, trial) -> line(text, LedgerIds.trial(trialId).id(), trial));
        return text.append(signedAt).append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder text, String entity, ChainHead head) {
        text.append(head.sequence())
                .append(' ')
                .append(head.hash())
                .append(' ')
                .append(entity)
                .append('\n');
    }

    private static void put(ObjectNode json, ChainHead head) {
        json.put("sequence", head.sequence()).put("hash", head.hash().hex());
    }

    private static ChainHead head(JsonNode json) {
        return new ChainHead(
                json.path("sequence").asLong(-1), new Digest(json.path("hash").asString("")));
    }
}
