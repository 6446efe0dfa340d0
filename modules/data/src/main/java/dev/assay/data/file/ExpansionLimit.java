package dev.assay.data.file;

import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import java.io.InputStream;

/**
 * How much one data file may expand to when it is decompressed: enough for the rows that the profile speaks of, with room to
 * spare, and too little for a bomb.
 *
 * @param bytes decompressed bytes in all
 * @param entries files and folders of an archive or folder
 */
public record ExpansionLimit(long bytes, int entries) {
    /** For tools that read a file of which nothing is known: 1 TiB, 10 million entries. */
    public static final ExpansionLimit GENEROUS = new ExpansionLimit(1L << 40, 10_000_000);

    /** The most that one picture may take as a file. */
    public static final long PICTURE_BYTES = 32L << 20;

    /** Rows that are there but are not used, long spellings of numbers, headers. */
    private static final int SLACK_FACTOR = 4;

    private static final long SLACK_BYTES = 64L << 20;
    private static final int SLACK_ENTRIES = 10_000;
    /** Of one cell of a table; a number has at most 64 characters, a text that is ignored may be longer. */
    private static final long CELL_BYTES = 256;
    /** The widest element of an array. */
    private static final long ELEMENT_BYTES = 8;
    /** The longest character in UTF-8 that is one {@code char}. */
    private static final long CHARACTER_BYTES = 3;

    /** A picture may be larger than what it is resized to: so many bytes of its file for one value of the row. */
    private static final long PICTURE_FACTOR = 16;
    /** What a picture's file holds beside its pixels. */
    private static final long PICTURE_HEADER_BYTES = 1L << 20;

    private static final int CIFAR_RECORD = 3073;

    /** What the rows of this source can need; a picture's file has room to spare in its own bound. */
    public static ExpansionLimit of(DataSource source) {
        long rowBytes = rowBytes(source.format());
        int factor = source.format() instanceof DataFormat.ImageFolder ? 1 : SLACK_FACTOR;
        long bytes = saturated(saturated(source.rows(), rowBytes), factor) + SLACK_BYTES;
        long entries = saturated(source.rows(), SLACK_FACTOR) + SLACK_ENTRIES;
        return new ExpansionLimit(bytes, (int) Math.min(entries, Integer.MAX_VALUE));
    }

    /** Lets at most {@code bytes} through; fails with a message for people on the byte after. */
    public InputStream bound(InputStream content) {
        return new ByteBudget(bytes).bound(content);
    }

    /** @throws UnreadableFile when these are more entries than there may be */
    void requireEntries(int seen) throws UnreadableFile {
        if (seen > entries) {
            throw new UnreadableFile(
                    "has more than " + entries + " files and folders, far more than the profile's rows");
        }
    }

    private static long rowBytes(DataFormat format) {
        long values = format.rowShape().stream().mapToLong(Integer::longValue).reduce(1, ExpansionLimit::saturated);
        if (format instanceof DataFormat.Csv csv) {
            return CELL_BYTES * csv.columns().size();
        }
        if (format instanceof DataFormat.ImageFolder) {
            return Math.min(PICTURE_BYTES, saturated(values, PICTURE_FACTOR) + PICTURE_HEADER_BYTES);
        }
        if (format instanceof DataFormat.CifarBinary) {
            return CIFAR_RECORD;
        }
        if (format instanceof DataFormat.TextBySpeaker) {
            return saturated(values, CHARACTER_BYTES);
        }
        return saturated(values + 2, ELEMENT_BYTES);
    }

    private static long saturated(long a, long b) {
        return a > 0 && b > (Long.MAX_VALUE >> 2) / a ? Long.MAX_VALUE >> 2 : a * b;
    }
}
