package dev.assay.testkit.oracle;

import dev.assay.learning.architecture.ArchitectureFamily;
import dev.assay.learning.architecture.ArchitectureParameters;
import dev.assay.learning.architecture.Layer;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.data.FloatFeatures;
import dev.assay.learning.data.Targets;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.model.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What networks, the LSTM layer, Cox's loss and the concordance index give for weights and inputs by formula, computed by
 * PyTorch in double precision. Reads {@code architectures.json} of the folder that the system property
 * {@code assay.oracles.models} names, by default the one that lies beside this class.
 */
public final class ModelOracles {
    private static final String FILE = "architectures.json";
    private static final List<Integer> IMAGE = List.of(3, 32, 32);
    private static final int CLASSES = 10;

    /** Each network of the file, as a profile describes it. */
    private static final Map<String, Map<String, Object>> PARAMETERS = Map.of(
            "moderate_cnn", Map.of(),
            "moderate_cnn_norm", Map.of("norm", true),
            "moderate_cnn_small_head", Map.of("head", List.of(256, 128)));

    private final JsonNode root;

    private ModelOracles(JsonNode root) {
        this.root = root;
    }

    /**
     * A network before and after three steps of SGD with learning rate 0.01, momentum 0.9 and weight decay 5e-4 on one batch.
     *
     * @param network without dropout
     * @param logits of all rows, before the first step
     * @param losses of the three steps, each before it
     * @param logitsAfter of all rows, after the third step
     * @param tensorsAfter in schema order, after the third step
     */
    public record TrainedNetwork(
            Network network,
            int parameters,
            ModelVector initial,
            Examples rows,
            List<Double> logits,
            List<Double> losses,
            List<Double> logitsAfter,
            List<Tensor> tensorsAfter) {
        @Override
        public String toString() {
            return network.name();
        }
    }

    /**
     * @param norm Euclidean norm of all values
     * @param first some of the first values
     */
    public record Tensor(double norm, List<Double> first) {}

    /** @param model weights and biases in the order of the layer's tensors */
    public record Lstm(Network network, ModelVector model, FloatFeatures inputs, List<Double> outputs) {}

    /** @param scores one a row */
    public record Survival(FloatFeatures scores, Targets targets, double loss, double concordance) {}

    public static ModelOracles read() {
        String folder = System.getProperty("assay.oracles.models");
        try (InputStream file = folder == null
                ? ModelOracles.class.getResourceAsStream("/oracles/models/" + FILE)
                : Files.newInputStream(Path.of(folder, FILE))) {
            return new ModelOracles(JsonMapper.shared().readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The networks in the order of the file. */
    public List<TrainedNetwork> networks() {
        return root.get("models")
                .propertyStream()
                .map(model -> network(model.getKey(), model.getValue()))
                .toList();
    }

    public Lstm lstm() {
        JsonNode lstm = root.get("lstm");
        int inputs = lstm.get("inputs").asInt();
        Layer.Lstm layer = new Layer.Lstm("lstm", inputs, lstm.get("hidden").asInt());
        List<Double> values = Stream.of("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
                .flatMap(tensor -> doubles(lstm.at("/weights/" + tensor)).stream())
                .toList();
        List<Integer> row = List.of(lstm.at("/x_shape/1").asInt(), inputs);
        return new Lstm(
                new Network("lstm", row, List.of(layer)),
                ModelVector.adopt(floats(values)),
                new FloatFeatures(row, floats(doubles(lstm.get("x")))),
                doubles(lstm.get("h")));
    }

    public Survival survival() {
        JsonNode cox = root.get("cox");
        List<Double> events = doubles(cox.get("events"));
        boolean[] seen = new boolean[events.size()];
        IntStream.range(0, seen.length).forEach(row -> seen[row] = events.get(row) == 1);
        return new Survival(
                new FloatFeatures(List.of(1), floats(doubles(cox.get("scores")))),
                Targets.survival(floats(doubles(cox.get("times"))), seen),
                cox.get("loss").asDouble(),
                cox.get("concordance").asDouble());
    }

    private static TrainedNetwork network(String name, JsonNode model) {
        Map<String, Object> parameters = PARAMETERS.get(name);
        if (parameters == null) {
            throw new IllegalStateException("unknown network " + name);
        }
        Network network = withoutDropout(
                ArchitectureFamily.MODERATE_CNN.build(name, new ArchitectureParameters(parameters), IMAGE, CLASSES));
        List<Double> logits = doubles(model.get("logits_step0"));
        return new TrainedNetwork(
                network,
                model.get("parameters").asInt(),
                initial(network),
                rows(logits.size() / CLASSES),
                logits,
                doubles(model.get("losses")),
                doubles(model.get("logits_after3")),
                model.get("tensors")
                        .valueStream()
                        .map(tensor -> new Tensor(tensor.get("l2").asDouble(), doubles(tensor.get("first"))))
                        .toList());
    }

    private static Network withoutDropout(Network network) {
        return new Network(
                network.name(),
                network.inputShape(),
                network.layers().stream()
                        .filter(layer -> !(layer instanceof Layer.Dropout))
                        .toList());
    }

    /** Element i of tensor k is {@code amplitude * sin(0.7548776662 i + k)}; the weights of a normalisation are 1 more. */
    private static ModelVector initial(Network network) {
        float[] values = new float[network.schema().size()];
        int at = 0;
        int k = 0;
        for (Layer layer : network.layers()) {
            boolean norm = layer instanceof Layer.GroupNorm;
            for (TensorSpec tensor : layer.tensors()) {
                boolean weight = tensor.name().endsWith(".weight");
                double fanIn = (double) tensor.size() / tensor.shape().get(0);
                double amplitude = !weight ? 0.01 : norm ? 0.1 : Math.sqrt(3 / fanIn);
                for (int i = 0; i < tensor.size(); i++) {
                    double value = amplitude * Math.sin(0.7548776662 * i + k);
                    values[at++] = (float) (norm && weight ? 1 + value : value);
                }
                k++;
            }
        }
        return ModelVector.adopt(values);
    }

    /** Element i of the batch is {@code sin(0.6180339887 i + 0.5)}, the labels count up. */
    private static Examples rows(int count) {
        float[] features = new float[count * IMAGE.stream().reduce(1, Math::multiplyExact)];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) Math.sin(0.6180339887 * i + 0.5);
        }
        int[] labels = IntStream.range(0, count).toArray();
        return new Examples(new FloatFeatures(IMAGE, features), Targets.classes(labels));
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
