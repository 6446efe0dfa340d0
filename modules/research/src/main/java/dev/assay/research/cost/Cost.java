package dev.assay.research.cost;

/**
 * What a trial has spent, as the server counts it, never as a recipe or a site claims.
 *
 * @param samples rows that go forward and backward in what was ordered of the sites, over all of them
 * @param steps optimizer steps that were ordered of the sites, over all of them
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
