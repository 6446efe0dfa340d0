package dev.assay.learning.data;

import java.util.List;
import java.util.Optional;

/**
 * What training does to each image before it sees it, anew each time; never done to rows that score.
 *
 * @param pad pixels that are added on each side, by reflection without repeating the border, before a window of the image's
 *     own size is cut out at a random place; at least 0 and below the image's sides; 0 = none
 * @param flip whether each image is mirrored left to right with probability 1/2
 */
public record Augmentation(int pad, boolean flip) {
    public static final Augmentation NONE = new Augmentation(0, false);

    public Augmentation {
        if (pad < 0) {
            throw new IllegalArgumentException("padding must be at least 0, not " + pad);
        }
    }

    /** Why rows of this shape cannot be augmented so; empty if they can. */
    public Optional<String> problem(List<Integer> rowShape) {
        if (equals(NONE)) {
            return Optional.empty();
        }
        if (rowShape.size() != 3) {
            return Optional.of("rows have shape " + rowShape + "; augmentation needs images [channels, height, width]");
        }
        int side = Math.min(rowShape.get(1), rowShape.get(2));
        return pad < side
                ? Optional.empty()
                : Optional.of("padding is " + pad + "; images " + rowShape + " allow at most " + (side - 1));
    }
}
