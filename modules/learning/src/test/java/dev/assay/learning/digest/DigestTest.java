package dev.assay.learning.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest {
    /** From FIPS 180-2, appendix B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void textHasThePublishedDigest() {
        Digest digest = Digest.ofText("abc");

        assertThat(digest.hex()).isEqualTo(ABC).isEqualTo(digest.toString());
        assertThat(digest.brief()).isEqualTo("ba7816bf8f01");
        assertThat(digest)
                .isEqualTo(new Digest(ABC))
                .hasSameHashCodeAs(new Digest(ABC))
                .isEqualTo(Digest.ofHash(digest.bytes()))
                .isNotEqualTo(Digest.ofText("abd"));
    }

    @Test
    void orderIsThatOfTheCharacters() {
        List<String> rising =
                List.of("00".repeat(32), "0".repeat(63) + "1", "7f".repeat(32), "80".repeat(32), "f".repeat(64));

        assertThat(rising.stream().map(Digest::new).sorted())
                .extracting(Digest::hex)
                .containsExactlyElementsOf(rising);
    }

    @Test
    void changedArraysDoNotChangeIt() {
        byte[] hash = new byte[32];
        Digest digest = Digest.ofHash(hash);
        hash[0] = 1;
        digest.bytes()[1] = 1;

        assertThat(digest.hex()).isEqualTo("0".repeat(64));
    }

    @Test
    void whatIsNoDigestIsRefused() {
        for (String hex :
                List.of("", "0".repeat(63), "0".repeat(65), "A".repeat(64), "g".repeat(64), "\u0660".repeat(64))) {
            assertThatThrownBy(() -> new Digest(hex)).hasMessageContaining("'" + hex + "'");
        }
        assertThatThrownBy(() -> Digest.ofHash(new byte[2])).hasMessageContaining("32 bytes: '0000'");
    }
}
