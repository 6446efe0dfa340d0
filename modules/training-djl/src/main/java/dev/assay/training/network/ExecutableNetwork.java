package dev.assay.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.assay.learning.architecture.Layer;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.model.TensorSpec;
import java.util.Iterator;
import java.util.List;

/**
 * A network that can be computed. All parameters come as one flat vector that is split into the tensors of the schema, so its
 * gradient is one flat vector too: the backward pass of a split is a single concatenation.
 */
public final class ExecutableNetwork {
    private static final Shape STRIDE_1 = new Shape(1, 1);
    private static final Shape NO_PADDING = new Shape(0, 0);

    private final List<Layer> layers;
    private final long[] sizes;
    private final Shape[] shapes;

    public ExecutableNetwork(Network network) {
        this.layers = network.layers();
        List<TensorSpec> tensors = network.schema().tensors();
        this.sizes = tensors.stream().mapToLong(TensorSpec::size).toArray();
        this.shapes = tensors.stream().map(tensor -> shape(tensor.shape())).toArray(Shape[]::new);
    }

    /**
     * The outputs before any softmax.
     *
     * @param parameters flat, in schema order
     * @param features [rows, row shape...]; everything in between belongs to its manager
     * @param dropout {@link DropoutMasks#NONE} outside training
     * @return [rows, output shape...]
     */
    public PtNDArray forward(NDArray parameters, NDArray features, DropoutMasks dropout) {
        Iterator<PtNDArray> tensors = tensors((PtNDArray) parameters, features);
        PtNDArray x = (PtNDArray) features;
        boolean own = false;
        for (Layer layer : layers) {
            PtNDArray next = apply(layer, x, tensors, dropout);
            boolean passed = next.getHandle().equals(x.getHandle());
            // What the backward pass needs is kept by the engine itself; the rest is free for the next layers at once.
            if (own && !passed) {
                x.close();
            }
            own |= !passed;
            x = next;
        }
        return x;
    }

    private Iterator<PtNDArray> tensors(PtNDArray parameters, NDArray features) {
        NDList parts = JniUtils.split(parameters, sizes, 0);
        PtNDArray[] tensors = new PtNDArray[shapes.length];
        for (int i = 0; i < tensors.length; i++) {
            PtNDArray part = (PtNDArray) parts.get(i);
            part.attach(features.getManager());
            tensors[i] = shapes[i].dimension() == 1 ? part : JniUtils.reshape(part, shapes[i].getShape());
        }
        return List.of(tensors).iterator();
    }

    private static PtNDArray apply(Layer layer, PtNDArray x, Iterator<PtNDArray> tensors, DropoutMasks dropout) {
        if (layer instanceof Layer.Dense dense) {
            return JniUtils.linear(x, tensors.next(), dense.bias() ? tensors.next() : null);
        }
        if (layer instanceof Layer.Conv2d conv) {
            Shape padding = new Shape(conv.padding(), conv.padding());
            return JniUtils.convolution(x, tensors.next(), tensors.next(), STRIDE_1, padding, STRIDE_1, 1);
        }
        if (layer instanceof Layer.Relu) {
            return JniUtils.relu(x);
        }
        if (layer instanceof Layer.Tanh) {
            return JniUtils.tanh(x);
        }
        if (layer instanceof Layer.MaxPool2d pool) {
            Shape square = new Shape(pool.size(), pool.size());
            return JniUtils.maxPool(x, square, square, NO_PADDING, false);
        }
        if (layer instanceof Layer.Flatten) {
            return JniUtils.reshape(x, new long[] {x.getShape().get(0), -1});
        }
        if (layer instanceof Layer.GroupNorm norm) {
            return normalized(norm, x, tensors.next(), tensors.next());
        }
        if (layer instanceof Layer.Embedding) {
            return JniUtils.embedding(JniUtils.to(x, DataType.INT64, x.getDevice()), tensors.next(), false);
        }
        if (layer instanceof Layer.Lstm lstm) {
            return recurrent(lstm, x, tensors);
        }
        if (layer instanceof Layer.Dropout drop) {
            return dropout.mask(drop, x).map(x::mul).orElse(x);
        }
        throw new AssertionError(layer);
    }

    /**
     * DJL has no group normalisation, but the two halves of it as single operations: layer normalisation over each group, and
     * batch normalisation with a fixed mean of 0 and variance of 1, which is the weight and bias of each channel.
     */
    private static PtNDArray normalized(Layer.GroupNorm norm, PtNDArray x, PtNDArray weight, PtNDArray bias) {
        Shape shape = x.getShape();
        long groupSize = shape.size() / shape.get(0) / norm.groups();
        Shape group = new Shape(groupSize);
        Shape channels = new Shape(norm.channels());
        try (PtNDArray groups = JniUtils.reshape(x, new long[] {shape.get(0), norm.groups(), groupSize});
                PtNDArray standard = JniUtils.layerNorm(
                        groups, group, constant(x, group, 1), constant(x, group, 0), Layer.GroupNorm.EPSILON);
                PtNDArray image = JniUtils.reshape(standard, shape.getShape())) {
            // The names of these parameters in DJL 0.35 are not what they are: mean, variance, weight, bias.
            return JniUtils.batchNorm(
                    image, constant(x, channels, 0), constant(x, channels, 1), weight, bias, false, 0, 0);
        }
    }

    private static PtNDArray recurrent(Layer.Lstm lstm, PtNDArray x, Iterator<PtNDArray> tensors) {
        NDList parameters = new NDList(tensors.next(), tensors.next(), tensors.next(), tensors.next());
        PtNDArray zero = constant(x, new Shape(1, x.getShape().get(0), lstm.hidden()), 0);
        NDList results = JniUtils.lstm(x, new NDList(zero, zero), parameters, true, 1, 0, true, false, true);
        return (PtNDArray) results.get(0);
    }

    private static PtNDArray constant(PtNDArray like, Shape shape, double value) {
        return JniUtils.full(like.getManager(), shape, value, like.getDataType(), like.getDevice(), SparseFormat.DENSE);
    }

    private static Shape shape(List<Integer> dimensions) {
        return new Shape(dimensions.stream().mapToLong(Integer::longValue).toArray());
    }
}
