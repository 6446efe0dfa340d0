package dev.assay.research.profile;

import dev.assay.learning.codec.BlockInt8Codec;
import dev.assay.learning.codec.Codec;
import dev.assay.learning.codec.Float16Codec;
import dev.assay.research.frontmatter.Values;
import java.util.Optional;

/** Reads how updates are encoded: {@code updates.codec}, and what belongs to it. */
final class CodecReader {
    private static final String CODEC = "updates.codec";
    private static final String BLOCK = "updates.codec_block";
    private static final String INT8 = "int8";

    private final Values values;

    CodecReader(Values values) {
        this.values = values;
    }

    /** Empty for whole floats, and where there is a problem. */
    Optional<Codec> read() {
        Optional<String> codec = values.text(CODEC);
        boolean blocks = codec.filter(INT8::equals).isPresent();
        if (blocks && !values.has(BLOCK)) {
            values.problem(BLOCK, "is missing, codec int8 needs it: so many values have a scale in common");
        }
        if (!blocks && values.has(BLOCK)) {
            values.problem(BLOCK, "is only for codec int8");
        }
        if (codec.filter("fp16"::equals).isPresent()) {
            return Optional.of(new Float16Codec());
        }
        return blocks ? values.whole(BLOCK).map(BlockInt8Codec::new) : Optional.empty();
    }
}
