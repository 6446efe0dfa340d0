package dev.assay.research.profile;

import dev.assay.research.dataset.DataFormat;

/** How large a task's data may be: all rows are held in memory. */
final class DataLimits {
    /** As floats, in one array. */
    private static final long MOST_FLOATS = 200_000_000;

    private DataLimits() {}

    /** @param fitted whether preprocessing turns bytes into floats */
    static long mostValues(DataFormat format, boolean fitted) {
        boolean bytes = format instanceof DataFormat.Idx
                || format instanceof DataFormat.CifarBinary
                || format instanceof DataFormat.ImageFolder;
        return bytes && !fitted ? Integer.MAX_VALUE - 8L : MOST_FLOATS;
    }

    /** A product that does not overflow: it ends at a number that is above every limit. */
    static long saturated(long a, long b) {
        return a > 0 && b > Long.MAX_VALUE / 4 / a ? Long.MAX_VALUE / 4 : a * b;
    }
}
