package dev.assay.research.cost;

/**
 * What a trial has spent, measured by the server side and the training loop, never claimed by a recipe.
 *
 * @param samples rows that went forward and backward, over all sites
 * @param steps optimizer steps, over all sites
 * @param bytesDown payload bytes from the server to the sites
 * @param bytesUp payload bytes from the sites to the server
 * @param seconds wall-clock time
 */
public record Cost(long samples, long steps, long bytesDown, long bytesUp, double seconds) {
    public static final Cost NONE = new Cost(0, 0, 0, 0, 0);

    public Cost plus(Cost other) {
        return new Cost(
                samples + other.samples,
                steps + other.steps,
                bytesDown + other.bytesDown,
                bytesUp + other.bytesUp,
                seconds + other.seconds);
    }
}
