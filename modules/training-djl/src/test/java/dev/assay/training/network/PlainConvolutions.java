package dev.assay.training.network;

import dev.assay.learning.architecture.Layer;
import dev.assay.learning.architecture.Network;
import java.util.List;

/** The forward pass of convolutional networks by their definitions, one value at a time, in double precision. */
final class PlainConvolutions {
    private final Network network;

    PlainConvolutions(Network network) {
        this.network = network;
    }

    double[] outputs(double[] parameters, double[] row) {
        double[] values = row;
        List<Integer> shape = network.inputShape();
        int at = 0;
        for (Layer layer : network.layers()) {
            List<Integer> next = layer.outputShape(shape);
            if (layer instanceof Layer.Conv2d conv) {
                values = convolve(conv, parameters, at, values, shape, next);
            } else if (layer instanceof Layer.MaxPool2d pool) {
                values = pool(pool.size(), values, shape, next);
            } else if (layer instanceof Layer.Dense dense) {
                values = dense(dense, parameters, at, values);
            } else if (layer instanceof Layer.Relu) {
                values = values.clone();
                for (int i = 0; i < values.length; i++) {
                    values[i] = Math.max(0, values[i]);
                }
            }
            at += layer.tensors().stream().mapToInt(tensor -> tensor.size()).sum();
            shape = next;
        }
        return values;
    }

    /** The cross entropy of one row. */
    double loss(double[] parameters, double[] row, int label) {
        double[] outputs = outputs(parameters, row);
        double sum = 0;
        for (double output : outputs) {
            sum += Math.exp(output);
        }
        return Math.log(sum) - outputs[label];
    }

    private static double[] convolve(
            Layer.Conv2d conv, double[] parameters, int at, double[] in, List<Integer> from, List<Integer> to) {
        int kernel = conv.kernel();
        int height = from.get(1);
        int width = from.get(2);
        double[] out = new double[to.get(0) * to.get(1) * to.get(2)];
        int index = 0;
        for (int o = 0; o < to.get(0); o++) {
            for (int y = 0; y < to.get(1); y++) {
                for (int x = 0; x < to.get(2); x++) {
                    double sum = parameters[at + conv.outputs() * conv.inputs() * kernel * kernel + o];
                    for (int i = 0; i < conv.inputs(); i++) {
                        for (int ky = 0; ky < kernel; ky++) {
                            for (int kx = 0; kx < kernel; kx++) {
                                int row = y + ky - conv.padding();
                                int column = x + kx - conv.padding();
                                if (row >= 0 && row < height && column >= 0 && column < width) {
                                    sum += parameters[at + ((o * conv.inputs() + i) * kernel + ky) * kernel + kx]
                                            * in[(i * height + row) * width + column];
                                }
                            }
                        }
                    }
                    out[index++] = sum;
                }
            }
        }
        return out;
    }

    private static double[] pool(int size, double[] in, List<Integer> from, List<Integer> to) {
        double[] out = new double[to.get(0) * to.get(1) * to.get(2)];
        int index = 0;
        for (int channel = 0; channel < to.get(0); channel++) {
            for (int y = 0; y < to.get(1); y++) {
                for (int x = 0; x < to.get(2); x++) {
                    double max = Double.NEGATIVE_INFINITY;
                    for (int i = 0; i < size * size; i++) {
                        int row = y * size + i / size;
                        int column = x * size + i % size;
                        max = Math.max(max, in[(channel * from.get(1) + row) * from.get(2) + column]);
                    }
                    out[index++] = max;
                }
            }
        }
        return out;
    }

    private static double[] dense(Layer.Dense dense, double[] parameters, int at, double[] in) {
        double[] out = new double[dense.outputs()];
        for (int o = 0; o < out.length; o++) {
            out[o] = parameters[at + dense.outputs() * dense.inputs() + o];
            for (int i = 0; i < in.length; i++) {
                out[o] += parameters[at + o * in.length + i] * in[i];
            }
        }
        return out;
    }
}
