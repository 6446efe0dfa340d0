package dev.assay.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.learning.architecture.Network;
import dev.assay.research.guard.CostGuard;
import dev.assay.research.guard.ProposalGuard;
import dev.assay.research.profile.CalibrationEntry;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import dev.assay.research.program.Program;
import dev.assay.research.program.Programs;
import dev.assay.research.recipe.Aggregator;
import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobKind;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.surface.Domain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class ShippedFilesTest {
    private static final Path PROFILES = Path.of("../../profiles");

    private static List<String> shippedTasks() throws IOException {
        try (Stream<Path> folders = Files.list(PROFILES)) {
            return folders.filter(folder -> Files.exists(folder.resolve(Profiles.FILE)))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theTasksOfTheManualAreShipped() throws IOException {
        assertThat(shippedTasks())
                .contains("cifar10", "cifar10-cpu", "digits", "heart", "leaf-synthetic", "mnist", "shakespeare");
    }

    @ParameterizedTest
    @MethodSource("shippedTasks")
    void everyShippedProfileIsValid(String task) throws Exception {
        Profile profile = Profiles.read(PROFILES.resolve(task));

        assertThat(profile.task()).isEqualTo(task);
        assertThat(profile.text()).contains("\n# Task: " + task + "\n");
        assertThat(ProposalGuard.check(profile, profile.baseline(), Set.of())).isEmpty();
        assertThat(profile.baseline().family()).isEqualTo("fedavg");
        assertThat(profile.calibration()).hasSizeGreaterThan(3);
        int outputs = profile.loss().outputs(profile.data().classes());
        for (String architecture : profile.architectures().keySet()) {
            Network network = profile.network(architecture);
            assertThat(network.outputShape()).last().isEqualTo(outputs);
            assertThat(network.schema().size()).isLessThanOrEqualTo(profile.maxParameters());
        }
        assertThat(PROFILES.resolve(task).resolve("README.md")).content().contains("## What to expect");
    }

    /** The baseline spends what the cap allows, to a hundredth: nobody may buy score with more of it. */
    @ParameterizedTest
    @ValueSource(strings = {"cifar10", "cifar10-cpu", "leaf-synthetic", "mnist", "shakespeare"})
    void theCostCapIsWhatTheBaselineSpends(String task) throws Exception {
        Profile profile = Profiles.read(PROFILES.resolve(task));

        double passes =
                (double) CostGuard.planned(profile, profile.baseline()).samples() / profile.nominalTrainingRows();
        assertThat(profile.caps().maxSamplePasses().orElseThrow()).isCloseTo(passes, withinPercentage(1.5));
    }

    @Test
    void cifar10HasTheNetworksOfTheReferenceCampaign() throws Exception {
        Profile cifar10 = Profiles.read(PROFILES.resolve("cifar10"));

        assertThat(cifar10.maxParameters()).isEqualTo(5_000_000);
        assertThat(cifar10.baseline().architecture()).isEqualTo("moderate_cnn");
        TreeMap<String, Integer> sizes = new TreeMap<>();
        for (String name : cifar10.architectures().keySet()) {
            sizes.put(name, cifar10.network(name).schema().size());
        }
        assertThat(sizes)
                .containsExactly(
                        entry("moderate_cnn", 3_491_530),
                        entry("moderate_cnn_norm", 3_493_258),
                        entry("moderate_cnn_small_head", 2_209_098));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "server_lr, fedavgm, 0.1, 4, 0.09, 4.1",
                "server_lr, fedadam, 0.1, 4, 0.09, 4.1",
                "server_momentum, fedavgm, 0, 0.95, -, 0.96",
                "beta1, fedadam, 0, 0.99, -, 0.991",
                "beta2, fedadam, 0.5, 0.999, 0.49, 0.9991",
                "tau, fedadam, 0.000001, 0.1, 0.0000009, 0.11",
                "lr, fedavg, 0.0001, 0.1, 0.00009, 0.11",
                "momentum, fedavg, 0, 0.99, -, 0.991",
                "weight_decay, fedavg, 0, 0.001, -, 0.0011",
                "proximal_mu, fedavg, 0, 1, -, 1.1",
                "local_epochs, fedavg, 1, 8, -, 9",
                "local_steps, fedavg, 1, 1000, -, 1001"
            })
    void cifar10HasTheBoundsOfTheReferenceCampaign(
            String key, String aggregator, String min, String max, String below, String above) throws Exception {
        Knob knob = Knob.byKey(key).orElseThrow();
        Domain domain = Profiles.read(PROFILES.resolve("cifar10"))
                .surface()
                .axis(knob, Aggregator.byKey(aggregator).orElseThrow())
                .orElseThrow()
                .domain();

        assertThat(domain.contains(KnobValue.parse(knob, min))).isTrue();
        assertThat(domain.contains(KnobValue.parse(knob, max))).isTrue();
        assertThat(domain.contains(KnobValue.parse(knob, above))).isFalse();
        if (below != null) {
            assertThat(domain.contains(KnobValue.parse(knob, below))).isFalse();
        }
    }

    @Test
    void cifar10CalibratesInTheOrderOfTheReferenceCampaign() throws Exception {
        assertThat(Profiles.read(PROFILES.resolve("cifar10")).calibration())
                .extracting(CalibrationEntry::name)
                .containsExactly(
                        "fedavg-weighted",
                        "fedprox-light",
                        "fedprox-medium",
                        "fedavgm",
                        "fedavgm-accelerated",
                        "fedadam",
                        "scaffold");
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
