package dev.assay.testkit.oracle;

import dev.assay.learning.architecture.Layer;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.strategy.ClientRule;
import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.strategy.ServerRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads every {@code *.json} of the folder that the system property {@code assay.oracles} names, by default the one that
 * lies beside this class.
 */
public final class StrategyOracles {
    private static final String DEFAULT_FOLDER = "/oracles/strategies";
    private static final JsonMapper JSON = JsonMapper.shared();

    private StrategyOracles() {}

    /** All cases of all files, in the order of file names; an {@link IllegalStateException} when there is none. */
    public static List<StrategyOracle> all() {
        String folder = System.getProperty("assay.oracles");
        try {
            List<StrategyOracle> oracles = folder == null ? ofDefaultFolder() : ofFolder(Path.of(folder));
            if (oracles.isEmpty()) {
                throw new IllegalStateException(
                        "no *.json with cases in " + (folder == null ? DEFAULT_FOLDER : folder));
            }
            return oracles;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<StrategyOracle> ofDefaultFolder() throws IOException {
        URI uri;
        try {
            uri = StrategyOracles.class.getResource(DEFAULT_FOLDER).toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        if (!uri.getScheme().equals("jar")) {
            return ofFolder(Path.of(uri));
        }
        try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
            return ofFolder(jar.getPath(DEFAULT_FOLDER));
        }
    }

    private static List<StrategyOracle> ofFolder(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        List<StrategyOracle> oracles = new ArrayList<>();
        for (Path file : files) {
            JsonNode setting = JSON.readTree(Files.readAllBytes(file));
            for (JsonNode strategy : setting.get("cases")) {
                oracles.add(oracle(file.getFileName().toString(), setting, strategy));
            }
        }
        return oracles;
    }

    private static StrategyOracle oracle(String file, JsonNode setting, JsonNode strategy) {
        Network network = network(setting.get("model"));
        JsonNode initial = setting.at("/model/initial");
        List<Double> weights = network.schema().tensors().stream()
                .flatMap(tensor -> doubles(initial.get(tensor.name()).get("values")).stream())
                .toList();
        List<Double> finalWeights = network.schema().tensors().stream()
                .flatMap(tensor -> doubles(strategy.get("final").get(tensor.name())).stream())
                .toList();
        return new StrategyOracle(
                file + " " + strategy.get("name").asString(),
                network,
                ModelVector.adopt(floats(weights)),
                serverRule(strategy),
                clientRule(setting.get("training"), strategy.path("fedprox_mu").asDouble(0)),
                setting.get("clients")
                        .valueStream()
                        .map(StrategyOracles::examples)
                        .toList(),
                examples(setting.get("evaluation")),
                strategy.get("rounds").valueStream().map(StrategyOracles::round).toList(),
                finalWeights);
    }

    private static Network network(JsonNode model) {
        if (!model.get("kind").asString().equals("mlp-tanh")) {
            throw new IllegalStateException("unknown model kind " + model.get("kind"));
        }
        int inputs = model.get("inputs").asInt();
        int hidden = model.get("hidden").asInt();
        return new Network(
                "mlp-tanh",
                List.of(inputs),
                List.of(
                        new Layer.Dense("fc1", inputs, hidden),
                        new Layer.Tanh(),
                        new Layer.Dense("fc2", hidden, model.get("classes").asInt())));
    }

    private static ServerRule serverRule(JsonNode strategy) {
        String aggregator = strategy.get("aggregator").asString();
        return switch (aggregator) {
            case "weighted" -> new ServerRule.FedAvg();
            case "scaffold" -> new ServerRule.Scaffold();
            case "median" -> new ServerRule.Median();
            case "fedavgm" ->
                new ServerRule.FedAvgM(
                        strategy.get("server_lr").asDouble(),
                        strategy.get("server_momentum").asDouble());
            case "fedadam" ->
                new ServerRule.FedOpt(
                        ServerRule.Adaptive.ADAM,
                        strategy.get("server_lr").asDouble(),
                        strategy.get("beta1").asDouble(),
                        strategy.get("beta2").asDouble(),
                        strategy.get("tau").asDouble());
            default -> throw new IllegalStateException("unknown aggregator " + aggregator);
        };
    }

    private static ClientRule clientRule(JsonNode training, double proximalMu) {
        if (training.get("shuffle").asBoolean()) {
            throw new IllegalStateException("an oracle needs a fixed batch order");
        }
        int steps = training.get("local_train_steps").asInt();
        JsonNode etaMin = training.get("cosine_eta_min_factor");
        return new ClientRule(
                steps > 0
                        ? new LocalCompute.Steps(steps)
                        : new LocalCompute.Epochs(training.get("local_epochs").asInt()),
                training.get("batch_size").asInt(),
                training.get("learning_rate").asDouble(),
                etaMin.isNull() ? OptionalDouble.empty() : OptionalDouble.of(etaMin.asDouble()),
                training.get("momentum").asDouble(),
                training.get("weight_decay").asDouble(),
                proximalMu,
                OptionalDouble.empty(),
                0);
    }

    private static StrategyOracle.Round round(JsonNode round) {
        return new StrategyOracle.Round(
                round.get("eval_loss").asDouble(),
                round.get("eval_accuracy").asDouble(),
                round.get("weight_l2").asDouble(),
                round.get("client_steps").valueStream().map(JsonNode::asInt).toList());
    }

    private static Examples examples(JsonNode rows) {
        JsonNode x = rows.get("x");
        List<Double> features =
                x.valueStream().flatMap(row -> doubles(row).stream()).toList();
        int[] labels = rows.get("y").valueStream().mapToInt(JsonNode::asInt).toArray();
        return new Examples(List.of(x.get(0).size()), floats(features), labels);
    }

    private static List<Double> doubles(JsonNode values) {
        return values.valueStream().map(JsonNode::asDouble).toList();
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        IntStream.range(0, floats.length).forEach(i -> floats[i] = values.get(i).floatValue());
        return floats;
    }
}
