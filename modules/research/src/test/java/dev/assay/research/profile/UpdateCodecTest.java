package dev.assay.research.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.codec.BlockInt8Codec;
import dev.assay.learning.codec.Codec;
import dev.assay.learning.codec.Float16Codec;
import dev.assay.learning.codec.TopKCodec;
import dev.assay.research.TestingProfiles;
import dev.assay.research.cost.Cost;
import dev.assay.research.guard.CostGuard;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a profile says of how updates are encoded; what it must not say is among the broken profiles. */
class UpdateCodecTest {
    private static final String MAX_NORM = "max_norm: 100";

    private static Profile with(String codec) {
        return TestingProfiles.profile(MAX_NORM, MAX_NORM + codec);
    }

    static Stream<Arguments> codecs() {
        return Stream.of(
                Arguments.of("", Optional.empty()),
                Arguments.of("\n  codec: none", Optional.empty()),
                Arguments.of("\n  codec: fp16", Optional.of(new Float16Codec())),
                Arguments.of("\n  codec: int8\n  codec_block: 64", Optional.of(new BlockInt8Codec(64))),
                Arguments.of("\n  codec: top_k\n  codec_fraction: 0.1", Optional.of(new TopKCodec(0.1))),
                Arguments.of("\n  codec: top_k\n  codec_fraction: 1", Optional.of(new TopKCodec(1))));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void isReadAndUpdatesCostWhatTheyAreEncodedIn(String text, Optional<Codec> codec) {
        Profile profile = with(text);
        Cost cost = CostGuard.planned(profile, profile.baseline());
        int size = profile.network(profile.baseline()).schema().size();

        assertThat(profile.updates().codec()).isEqualTo(codec);
        assertThat(cost.bytesDown())
                .isEqualTo(4L
                        * size
                        * profile.partition().sites()
                        * profile.budget().rounds());
        assertThat(cost.bytesUp())
                .isEqualTo(codec.map(given -> given.encodedBytes(size)).orElse(4L * size)
                        * profile.partition().sites()
                        * profile.budget().rounds());
    }

    @Test
    void isPartOfTheContractOnlyWhereItIsWritten() {
        assertThat(with("").contract().keySet()).noneMatch(key -> key.startsWith("updates.codec"));
        assertThat(with("\n  codec: int8\n  codec_block: 64").contract())
                .containsEntry("updates.codec", "\"int8\"")
                .containsEntry("updates.codec_block", "64");
        assertThat(with("\n  codec: top_k\n  codec_fraction: 0.1").contract())
                .containsEntry("updates.codec", "\"top_k\"")
                .containsEntry("updates.codec_fraction", "0.1");
    }
}
