package dev.assay.data.reader;

/**
 * What the four channels of a JPEG in CMYK mean, which the JDK's decoder leaves open.
 *
 * @param components channels; 0 when the file does not say
 * @param inverted whether the values are 255 less the ink, as Adobe's programs write them
 * @param luminance whether cyan, magenta and yellow are kept as luminance and two differences of colour
 */
record JpegColours(int components, boolean inverted, boolean luminance) {
    static final JpegColours UNKNOWN = new JpegColours(0, false, false);

    private static final int MOST = 255;
    private static final int START_OF_SCAN = 0xda;
    private static final int APP14 = 0xee;
    private static final byte[] ADOBE = {'A', 'd', 'o', 'b', 'e'};
    /** Within Adobe's segment, after the two bytes of its length. */
    private static final int TRANSFORM = 13;

    private static final int LUMINANCE = 2;

    /** From the segments before the picture itself; whatever is broken there is the decoder's to tell. */
    static JpegColours of(byte[] content) {
        int components = 0;
        boolean adobe = false;
        boolean luminance = false;
        int at = 2;
        while (at + 4 <= content.length && (content[at] & 0xff) == 0xff) {
            int marker = content[at + 1] & 0xff;
            if (marker == 0xff) {
                at++;
                continue;
            }
            if (marker == START_OF_SCAN) {
                break;
            }
            int length = (content[at + 2] & 0xff) << 8 | (content[at + 3] & 0xff);
            int end = at + 2 + length;
            if (end > content.length) {
                break;
            }
            if (isFrame(marker) && length > 7) {
                components = content[at + 9] & 0xff;
            } else if (marker == APP14 && length > TRANSFORM && startsWith(content, at + 4)) {
                adobe = true;
                luminance = content[at + 2 + TRANSFORM] == LUMINANCE;
            }
            at = end;
        }
        return new JpegColours(components, adobe, luminance);
    }

    /**
     * One pixel as red, green and blue: light is what neither its own ink nor black takes away.
     *
     * @param values four from index {@code at}, as they are in the file
     */
    void toRgb(int[] values, int at, int[] rgb) {
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = values[at + i];
        }
        if (luminance) {
            double y = values[at];
            double blue = values[at + 1] - 128;
            double red = values[at + 2] - 128;
            // The decoder's inks are 255 less these colours.
            rgb[0] = MOST - clamped(y + 1.402 * red);
            rgb[1] = MOST - clamped(y - 0.344136 * blue - 0.714136 * red);
            rgb[2] = MOST - clamped(y + 1.772 * blue);
        }
        int black = values[at + 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = inverted ? product(rgb[i], black) : product(MOST - rgb[i], MOST - black);
        }
    }

    private static int product(int a, int b) {
        return (a * b + MOST / 2) / MOST;
    }

    private static int clamped(double value) {
        return (int) Math.max(0, Math.min(MOST, Math.rint(value)));
    }

    /** The markers of frames are 0xc0 to 0xcf but for three that mean other things. */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static boolean startsWith(byte[] content, int at) {
        for (int i = 0; i < ADOBE.length; i++) {
            if (content[at + i] != ADOBE[i]) {
                return false;
            }
        }
        return true;
    }
}
