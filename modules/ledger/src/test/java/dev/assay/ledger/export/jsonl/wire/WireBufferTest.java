package dev.assay.ledger.export.jsonl.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Against protobuf's own writer. */
class WireBufferTest {
    @Test
    void partsOfEveryLengthHaveItBeforeThem() throws IOException {
        for (int length : new int[] {0, 1, 127, 128, 129, 1023, 1024, 16_383, 16_384, 2_097_151, 2_097_152}) {
            byte[] part = new byte[length];
            Arrays.fill(part, (byte) 7);
            WireBuffer ours = new WireBuffer();
            int outer = ours.begin();
            int inner = ours.begin();
            ours.put(part, 0, length);
            ours.end(inner);
            ours.putVarint(length);
            ours.end(outer);

            ByteArrayOutputStream innerBytes = new ByteArrayOutputStream();
            CodedOutputStream theirs = CodedOutputStream.newInstance(innerBytes);
            theirs.writeByteArrayNoTag(part);
            theirs.writeUInt32NoTag(length);
            theirs.flush();
            ByteArrayOutputStream outerBytes = new ByteArrayOutputStream();
            theirs = CodedOutputStream.newInstance(outerBytes);
            theirs.writeByteArrayNoTag(innerBytes.toByteArray());
            theirs.flush();
            assertThat(ours.toBytes()).isEqualTo(outerBytes.toByteArray());
        }
    }

    @Test
    void numbersOfEverySizeAreWrittenAsProtobufDoes() throws IOException {
        WireBuffer ours = new WireBuffer();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream theirs = CodedOutputStream.newInstance(bytes);
        for (int shift = 0; shift < Long.SIZE; shift++) {
            for (long value : new long[] {1L << shift, (1L << shift) - 1, -(1L << shift)}) {
                ours.putVarint(value);
                ours.putFixed(value);
                theirs.writeInt64NoTag(value);
                theirs.writeFixed64NoTag(value);
            }
        }
        theirs.flush();
        assertThat(ours.toBytes()).isEqualTo(bytes.toByteArray());

        ours.clear();
        assertThat(ours.toBytes()).isEmpty();
    }
}
