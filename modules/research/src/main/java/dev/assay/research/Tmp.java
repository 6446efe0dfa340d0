package dev.assay.research;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.TTest;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

public final class Tmp {
    private Tmp() {}

    public static String all() {
        var node = new JsonMapper().readTree("{\"a\":1}");
        var s = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema("{\"type\":\"string\"}");
        var y = new Load(LoadSettings.builder().build()).loadFromString("a: 1");
        var d = NormalDistribution.of(0, 1)
                .createSampler(RandomSource.XO_SHI_RO_256_PP.create(1L))
                .sample();
        return s.validate(node) + " " + y + " " + d + " "
                + TTest.withDefaults()
                        .test(new double[] {1, 2, 3}, new double[] {2, 3, 5})
                        .getPValue();
    }
}
