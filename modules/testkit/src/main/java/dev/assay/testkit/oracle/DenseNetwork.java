package dev.assay.testkit.oracle;

import dev.assay.learning.architecture.Layer;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import java.util.ArrayList;
import java.util.List;

/** Forward and backward pass of one row in double precision, for dense, tanh, relu and flatten layers. */
final class DenseNetwork {
    private final List<Layer> layers;

    DenseNetwork(Network network) {
        this.layers = network.layers();
    }

    double[] logits(double[] weights, Examples rows, int row) {
        List<double[]> activations = forward(weights, rows, row);
        return activations.get(activations.size() - 1);
    }

    /**
     * Adds {@code scale} times the gradient of the row's cross entropy, and returns the cross entropy.
     *
     * @param smoothing share of the target's mass that is spread evenly over all classes
     */
    double addGradient(double[] weights, Examples rows, int row, double smoothing, double scale, double[] gradient) {
        List<double[]> activations = forward(weights, rows, row);
        double[] logits = activations.get(activations.size() - 1);
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - max);
        }
        double loss = 0;
        double[] back = new double[logits.length];
        for (int c = 0; c < logits.length; c++) {
            double target = smoothing / logits.length + (c == rows.label(row) ? 1 - smoothing : 0);
            loss -= target * (logits[c] - max - Math.log(sum));
            back[c] = scale * (Math.exp(logits[c] - max) / sum - target);
        }
        backward(weights, activations, back, gradient);
        return loss;
    }

    private List<double[]> forward(double[] weights, Examples rows, int row) {
        float[] features = new float[rows.rowSize()];
        rows.readRow(row, features, 0);
        double[] values = new double[features.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = features[i];
        }
        List<double[]> activations = new ArrayList<>(List.of(values));
        int at = 0;
        for (Layer layer : layers) {
            values = forward(layer, weights, at, values);
            at += parameters(layer);
            activations.add(values);
        }
        return activations;
    }

    private static double[] forward(Layer layer, double[] weights, int at, double[] input) {
        if (layer instanceof Layer.Dense dense) {
            double[] output = new double[dense.outputs()];
            for (int o = 0; o < output.length; o++) {
                output[o] = weights[at + dense.outputs() * dense.inputs() + o];
                for (int i = 0; i < input.length; i++) {
                    output[o] += weights[at + o * input.length + i] * input[i];
                }
            }
            return output;
        }
        double[] output = input.clone();
        for (int i = 0; i < output.length; i++) {
            output[i] = activate(layer, input[i]);
        }
        return output;
    }

    private static double activate(Layer layer, double value) {
        if (layer instanceof Layer.Tanh) {
            return Math.tanh(value);
        }
        if (layer instanceof Layer.Relu) {
            return Math.max(0, value);
        }
        if (layer instanceof Layer.Flatten) {
            return value;
        }
        throw new IllegalArgumentException("the reference engine does not know " + layer);
    }

    private void backward(double[] weights, List<double[]> activations, double[] atOutput, double[] gradient) {
        double[] back = atOutput;
        int at = weights.length;
        for (int index = layers.size() - 1; index >= 0; index--) {
            Layer layer = layers.get(index);
            at -= parameters(layer);
            double[] input = activations.get(index);
            if (layer instanceof Layer.Dense) {
                back = denseBackward(weights, at, input, back, gradient);
            } else {
                double[] output = activations.get(index + 1);
                for (int i = 0; i < back.length; i++) {
                    back[i] *= slope(layer, output[i]);
                }
            }
        }
    }

    private static double slope(Layer layer, double output) {
        if (layer instanceof Layer.Tanh) {
            return 1 - output * output;
        }
        return layer instanceof Layer.Relu && output <= 0 ? 0 : 1;
    }

    private static double[] denseBackward(double[] weights, int at, double[] input, double[] back, double[] gradient) {
        double[] before = new double[input.length];
        for (int o = 0; o < back.length; o++) {
            gradient[at + back.length * input.length + o] += back[o];
            for (int i = 0; i < input.length; i++) {
                gradient[at + o * input.length + i] += back[o] * input[i];
                before[i] += back[o] * weights[at + o * input.length + i];
            }
        }
        return before;
    }

    private static int parameters(Layer layer) {
        return layer instanceof Layer.Dense dense ? dense.outputs() * (dense.inputs() + 1) : 0;
    }
}
