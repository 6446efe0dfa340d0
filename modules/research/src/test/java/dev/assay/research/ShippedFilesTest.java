package dev.assay.research;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.learning.data.Examples;
import dev.assay.research.guard.ProposalGuard;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import dev.assay.research.profile.TaskData;
import dev.assay.research.profile.TaskLoader;
import dev.assay.research.program.Program;
import dev.assay.research.program.Programs;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class ShippedFilesTest {
    private static final Path PROFILES = Path.of("../../profiles");

    @Test
    void theDigitsProfileIsValid() throws Exception {
        Profile digits = Profiles.read(PROFILES.resolve("digits"));

        assertThat(digits.task()).isEqualTo("digits");
        assertThat(digits.siteNames()).hasSize(8).startsWith("site-1");
        assertThat(digits.baseline().family()).isEqualTo("fedavg");
        assertThat(digits.calibration()).hasSizeGreaterThan(4);
        assertThat(ProposalGuard.check(digits, digits.baseline(), Set.of())).isEmpty();
        for (String architecture : digits.architectures().keySet()) {
            assertThat(digits.network(architecture).outputShape()).isEqualTo(List.of(10));
        }
    }

    @Test
    void theDigitsAreSplitAndDealtOutCompletely() throws Exception {
        Profile digits = Profiles.read(PROFILES.resolve("digits"));

        TaskData data = TaskLoader.load(digits, PROFILES.resolve("digits"));

        assertThat(data.sites())
                .hasSize(8)
                .allSatisfy(site -> assertThat(site.rows()).isGreaterThanOrEqualTo(10));
        assertThat(data.sites().stream().mapToInt(Examples::rows).sum()).isEqualTo(720);
        assertThat(data.selection().rows()).isEqualTo(540);
        assertThat(data.holdOut().rows()).isEqualTo(537);
        // Pixels are 0 to 16 in the file; the published class counts of the set.
        assertThat(sum(data)).isEqualTo(561_718 * 0.0625);
        assertThat(classCounts(data)).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
        assertThat(TaskLoader.load(digits, PROFILES.resolve("digits"))).isEqualTo(data);
    }

    private static double sum(TaskData data) {
        double sum = 0;
        for (Examples part : parts(data)) {
            float[] row = new float[part.rowSize()];
            for (int i = 0; i < part.rows(); i++) {
                part.readRow(i, row, 0);
                for (float value : row) {
                    sum += value;
                }
            }
        }
        return sum;
    }

    private static int[] classCounts(TaskData data) {
        int[] counts = new int[data.classes()];
        for (Examples part : parts(data)) {
            for (int label : part.targets().strata()) {
                counts[label]++;
            }
        }
        return counts;
    }

    private static List<Examples> parts(TaskData data) {
        List<Examples> parts = new java.util.ArrayList<>(data.sites());
        parts.add(data.selection());
        parts.add(data.holdOut());
        return parts;
    }

    @Test
    void theProgramIsValid() throws Exception {
        Program program = Programs.read(PROFILES.resolve("program.md"));

        assertThat(program.candidateCap()).isEqualTo(16);
        assertThat(program.phases()).containsExactly(Program.PhaseName.values());
        assertThat(program.guidance()).startsWith("# Program").contains("never allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"profile", "program"})
    void theSchemasAreValidJsonSchemas(String name) throws IOException {
        String schema = Files.readString(PROFILES.resolve("schema/" + name + ".schema.json"));
        var metaSchema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(com.networknt.schema.SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));

        assertThat(metaSchema.validate(schema, InputFormat.JSON)).isEmpty();
    }

    @Test
    void theSchemaKnowsEveryKnobWithItsBounds() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Files.readString(PROFILES.resolve("schema/profile.schema.json")));
        JsonNode knobs = schema.at("/$defs/recipe/properties");

        TreeMap<String, String> declared = new TreeMap<>();
        knobs.properties().forEach(knob -> declared.put(knob.getKey(), bounds(knob.getValue())));
        TreeMap<String, String> expected = new TreeMap<>();
        for (Knob knob : Knob.values()) {
            expected.put(knob.key(), bounds(knob.kind()));
        }
        assertThat(declared).isEqualTo(expected);
        assertThat(schema.at("/properties/surface/items/properties/knob/enum")
                        .valueStream()
                        .map(JsonNode::asString))
                .containsExactlyInAnyOrderElementsOf(expected.keySet());
    }

    private static String bounds(JsonNode rule) {
        return rule.has("minimum")
                ? rule.get("minimum").doubleValue() + " " + rule.get("maximum").doubleValue()
                : String.join(
                        " ",
                        rule.path("enum").valueStream().map(JsonNode::asString).toList());
    }

    private static String bounds(KnobKind kind) {
        if (kind instanceof KnobKind.Real real) {
            return real.min() + " " + real.max();
        }
        return kind instanceof KnobKind.Whole whole
                ? (double) whole.min() + " " + (double) whole.max()
                : String.join(" ", ((KnobKind.Choice) kind).names());
    }
}
