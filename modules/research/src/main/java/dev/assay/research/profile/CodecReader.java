package dev.assay.research.profile;

import dev.assay.learning.codec.BlockInt8Codec;
import dev.assay.learning.codec.Codec;
import dev.assay.learning.codec.Float16Codec;
import dev.assay.learning.codec.TopKCodec;
import dev.assay.research.frontmatter.Values;
import java.util.Optional;

/** Reads how updates are encoded: {@code updates.codec}, and what belongs to it. */
final class CodecReader {
    private static final String CODEC = "updates.codec";
    private static final String BLOCK = "updates.codec_block";
    private static final String FRACTION = "updates.codec_fraction";
    private static final String FP16 = "fp16";
    private static final String INT8 = "int8";
    private static final String TOP_K = "top_k";

    private final Values values;

    CodecReader(Values values) {
        this.values = values;
    }

    /** Empty for whole floats, and where there is a problem. */
    Optional<Codec> read() {
        checkOption(BLOCK, INT8, "so many values have a scale in common");
        checkOption(FRACTION, TOP_K, "this part of the values is sent, the largest in size");
        if (is(TOP_K)) {
            checkQuorum();
            return values.number(FRACTION).map(TopKCodec::new);
        }
        if (is(INT8)) {
            return values.whole(BLOCK).map(BlockInt8Codec::new);
        }
        return is(FP16) ? Optional.of(new Float16Codec()) : Optional.empty();
    }

    private boolean is(String codec) {
        return values.text(CODEC).filter(codec::equals).isPresent();
    }

    private void checkOption(String key, String codec, String meaning) {
        if (is(codec) && !values.has(key)) {
            values.problem(key, "is missing, codec " + codec + " needs it: " + meaning);
        }
        if (!is(codec) && values.has(key)) {
            values.problem(key, "is only for codec " + codec);
        }
    }

    /** A round that closes without a site's update would lose what the site believes to have sent. */
    private void checkQuorum() {
        Optional<Integer> sites = values.whole("partition.sites");
        Optional<Integer> quorum = values.whole("budget.min_sites");
        if (sites.isPresent() && quorum.isPresent() && quorum.get() < sites.get()) {
            values.problem(
                    "budget.min_sites",
                    "is " + quorum.get() + ", must be the number of sites, " + sites.get() + ", under codec " + TOP_K
                            + ": what a site's update leaves out goes with its next one, so none may be missed");
        }
    }
}
