package dev.assay.research;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.research.guard.ProposalGuard;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
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
        assertThat(digits.partition().sites()).isEqualTo(8);
        assertThat(digits.baseline().family()).isEqualTo("fedavg");
        assertThat(digits.calibration()).hasSizeGreaterThan(4);
        assertThat(ProposalGuard.check(digits, digits.baseline(), Set.of())).isEmpty();
        for (String architecture : digits.architectures().keySet()) {
            assertThat(digits.network(architecture).outputShape()).isEqualTo(List.of(10));
        }
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
