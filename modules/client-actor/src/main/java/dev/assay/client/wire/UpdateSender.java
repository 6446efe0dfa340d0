package dev.assay.client.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.assay.client.site.ModelUpdate;
import dev.assay.proto.federation.v1.FederationV1;
import java.io.IOException;

/**
 * Whose update some bytes claim to be.
 *
 * @param trialId as in {@link ModelUpdate}; empty if it could not be read
 * @param round as in {@link ModelUpdate}; -1 if it could not be read
 * @param site as in {@link ModelUpdate}; -1 if it could not be read
 */
public record UpdateSender(String trialId, int round, int site) {
    private static final UpdateSender UNKNOWN = new UpdateSender("", -1, -1);
    /** Enough for the fields that come first, whatever follows. */
    private static final int FIRST_BYTES = 1024;

    /**
     * Reads the beginning of an update, so that it costs nothing to ask this of one that is too large to decode. Fields that
     * are 0 are not written, so all three are known only when another field has begun.
     */
    public static UpdateSender of(byte[] bytes) {
        String trialId = "";
        int round = 0;
        int site = 0;
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes, 0, Math.min(bytes.length, FIRST_BYTES));
            while (true) {
                int field = WireFormat.getTagFieldNumber(in.readTag());
                switch (field) {
                    case FederationV1.ModelUpdate.TRIAL_ID_FIELD_NUMBER -> trialId = in.readStringRequireUtf8();
                    case FederationV1.ModelUpdate.ROUND_FIELD_NUMBER -> round = in.readInt32();
                    case FederationV1.ModelUpdate.SITE_FIELD_NUMBER -> site = in.readInt32();
                    case 0 -> {
                        return UNKNOWN;
                    }
                    default -> {
                        return trialId.isEmpty() ? UNKNOWN : new UpdateSender(trialId, round, site);
                    }
                }
            }
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
