package dev.assay.learning.architecture;

import java.util.ArrayList;
import java.util.List;

/** The layers of {@link ArchitectureFamily#MODERATE_CNN}. */
final class ModerateCnn {
    private static final List<Integer> IMAGE = List.of(3, 32, 32);
    private static final int[] CHANNELS = {32, 64, 128, 128, 256, 256};
    private static final int[] GROUPS = {8, 8, 16, 16, 32, 32};
    private static final int KERNEL = 3;
    private static final int POOL = 2;
    private static final double CHANNEL_DROPOUT = 0.05;
    private static final double HEAD_DROPOUT = 0.1;
    /** 256 channels of 4 x 4 after three poolings. */
    private static final int FEATURES = 4096;

    private ModerateCnn() {}

    static List<Layer> layers(List<Integer> inputShape, boolean norm, List<Integer> head, int outputs) {
        if (!inputShape.equals(IMAGE)) {
            throw new InvalidArchitectureException(
                    List.of("rows have shape " + inputShape + "; moderate_cnn needs images " + IMAGE));
        }
        List<Layer> layers = new ArrayList<>();
        int inputs = IMAGE.get(0);
        for (int i = 0; i < CHANNELS.length; i++) {
            layers.add(new Layer.Conv2d("conv" + (i + 1), inputs, CHANNELS[i], KERNEL, KERNEL / 2));
            if (norm) {
                layers.add(new Layer.GroupNorm("norm" + (i + 1), GROUPS[i], CHANNELS[i]));
            }
            layers.add(new Layer.Relu());
            if (i % 2 == 1) {
                layers.add(new Layer.MaxPool2d(POOL));
            }
            if (i == 3) {
                layers.add(new Layer.Dropout(CHANNEL_DROPOUT, true));
            }
            inputs = CHANNELS[i];
        }
        layers.add(new Layer.Flatten());
        addHead(layers, head, outputs);
        return layers;
    }

    private static void addHead(List<Layer> layers, List<Integer> head, int outputs) {
        int width = FEATURES;
        layers.add(new Layer.Dropout(HEAD_DROPOUT, false));
        for (int i = 0; i < head.size(); i++) {
            layers.add(new Layer.Dense("fc" + (i + 1), width, head.get(i)));
            layers.add(new Layer.Relu());
            width = head.get(i);
        }
        if (!head.isEmpty()) {
            layers.add(new Layer.Dropout(HEAD_DROPOUT, false));
        }
        layers.add(new Layer.Dense("fc" + (head.size() + 1), width, outputs));
    }
}
