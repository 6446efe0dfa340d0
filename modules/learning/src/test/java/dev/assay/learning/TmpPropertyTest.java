package dev.assay.learning;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

class TmpPropertyTest {
    @Property
    void holds(@ForAll int x) {
        assertThat(x + 0).isEqualTo(x);
    }

    @Test
    void env() {
        assertThat(System.getenv("OMP_NUM_THREADS")).isEqualTo("1");
    }

    @Test
    @Disabled
    void skipped() {}
}
