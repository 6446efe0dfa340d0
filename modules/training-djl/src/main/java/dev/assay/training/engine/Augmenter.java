package dev.assay.training.engine;

import dev.assay.learning.data.Augmentation;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Augments images, each anew: it draws the window's place among the {@code 2 pad + 1} heights, then among as many widths, then
 * whether the image is mirrored.
 */
final class Augmenter {
    private final Augmentation augmentation;
    private final int channels;
    private final int height;
    private final int width;
    private final UniformRandomProvider random;
    /** The column of the image that each column of the window shows. */
    private final int[] columns;

    /** @throws IllegalArgumentException when rows of this shape cannot be augmented so */
    Augmenter(Augmentation augmentation, List<Integer> rowShape, UniformRandomProvider random) {
        augmentation.problem(rowShape).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        this.augmentation = augmentation;
        this.channels = rowShape.get(0);
        this.height = rowShape.get(1);
        this.width = rowShape.get(2);
        this.random = random;
        this.columns = new int[width];
    }

    /** @param augmented as large as the image, and not the image itself */
    void augment(float[] image, float[] augmented) {
        int down = shift();
        int right = shift();
        boolean mirrored = augmentation.flip() && random.nextBoolean();
        for (int x = 0; x < width; x++) {
            columns[x] = reflect((mirrored ? width - 1 - x : x) + right, width);
        }
        int to = 0;
        for (int channel = 0; channel < channels; channel++) {
            for (int y = 0; y < height; y++) {
                int from = (channel * height + reflect(y + down, height)) * width;
                for (int column : columns) {
                    augmented[to++] = image[from + column];
                }
            }
        }
    }

    /** How far the window is from the image's own place: {@code -pad} to {@code pad}. */
    private int shift() {
        return augmentation.pad() == 0 ? 0 : random.nextInt(2 * augmentation.pad() + 1) - augmentation.pad();
    }

    /** The border itself is not repeated: -1 shows 1. */
    private static int reflect(int at, int size) {
        if (at < 0) {
            return -at;
        }
        return at < size ? at : 2 * (size - 1) - at;
    }
}
