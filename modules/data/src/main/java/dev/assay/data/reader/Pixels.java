package dev.assay.data.reader;

/** A picture of one unsigned byte a channel. */
final class Pixels {
    private static final int MOST = 255;
    /** Weights of red, green and blue in grey (ITU-R BT.601), of 65536. */
    private static final int[] GREY = {19595, 38470, 7471};

    private static final int GREY_BITS = 16;

    private final int channels;
    private final int height;
    private final int width;
    private final byte[] values;

    /**
     * Takes the values over.
     *
     * @param channels 1 grey, 3 red, green, blue
     * @param values channel after channel, in each row after row
     */
    Pixels(int channels, int height, int width, byte[] values) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.values = values;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    /** Channel after channel, in each row after row. */
    byte[] values() {
        return values;
    }

    /** With another number of channels: grey three times, or the weighted mean of the colours. */
    Pixels withChannels(int wanted) {
        if (wanted == channels) {
            return this;
        }
        int area = height * width;
        byte[] converted = new byte[Math.multiplyExact(area, wanted)];
        for (int i = 0; i < area; i++) {
            if (wanted == 1) {
                int sum = 1 << (GREY_BITS - 1);
                for (int c = 0; c < channels; c++) {
                    sum += GREY[c] * (values[c * area + i] & 0xff);
                }
                converted[i] = (byte) (sum >> GREY_BITS);
            } else {
                for (int c = 0; c < wanted; c++) {
                    converted[c * area + i] = values[i];
                }
            }
        }
        return new Pixels(wanted, height, width, converted);
    }

    /**
     * Resized by a triangle filter: bilinear where it grows; where it shrinks the triangle is as wide as needed to weigh every
     * pixel, so that nothing is skipped. First along the rows, then along the columns, each rounded to a byte; in whole
     * numbers, so the same everywhere. Without respect for the proportions.
     */
    Pixels resized(int newHeight, int newWidth) {
        Pixels narrow = newWidth == width ? this : resizedRows(newWidth);
        return newHeight == height
                ? narrow
                : narrow.transposed().resizedRows(newHeight).transposed();
    }

    private Pixels resizedRows(int newWidth) {
        TriangleFilter filter = TriangleFilter.of(width, newWidth);
        int lines = channels * height;
        byte[] resized = new byte[Math.multiplyExact(lines, newWidth)];
        for (int line = 0; line < lines; line++) {
            for (int x = 0; x < newWidth; x++) {
                resized[line * newWidth + x] = (byte) filter.apply(x, values, line * width);
            }
        }
        return new Pixels(channels, height, newWidth, resized);
    }

    private Pixels transposed() {
        byte[] turned = new byte[values.length];
        int area = height * width;
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    turned[c * area + x * height + y] = values[c * area + y * width + x];
                }
            }
        }
        return new Pixels(channels, width, height, turned);
    }

    /** For each new pixel of a line, the old ones that it is made of and their weights, of 2^22. */
    private static final class TriangleFilter {
        private static final int BITS = 22;

        private final int[] first;
        private final int[][] weights;

        private TriangleFilter(int[] first, int[][] weights) {
            this.first = first;
            this.weights = weights;
        }

        static TriangleFilter of(int from, int to) {
            double step = (double) from / to;
            double reach = Math.max(1, step);
            int[] first = new int[to];
            int[][] weights = new int[to][];
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * step;
                int low = Math.max(0, (int) (centre - reach + 0.5));
                int high = Math.min(from, (int) (centre + reach + 0.5));
                double[] exact = new double[high - low];
                double sum = 0;
                for (int j = 0; j < exact.length; j++) {
                    exact[j] = Math.max(0, 1 - Math.abs((j + low - centre + 0.5) / reach));
                    sum += exact[j];
                }
                first[i] = low;
                weights[i] = new int[exact.length];
                for (int j = 0; j < exact.length; j++) {
                    weights[i][j] = (int) (0.5 + exact[j] / sum * (1 << BITS));
                }
            }
            return new TriangleFilter(first, weights);
        }

        int apply(int index, byte[] line, int at) {
            int[] own = weights[index];
            int from = at + first[index];
            long sum = 1L << (BITS - 1);
            for (int i = 0; i < own.length; i++) {
                sum += (long) own[i] * (line[from + i] & 0xff);
            }
            return (int) Math.min(MOST, sum >> BITS);
        }
    }
}
