package dev.assay.learning.data;

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
}
