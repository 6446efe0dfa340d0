package dev.assay.data.reader;

import dev.assay.data.file.UnreadableFile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG and JPEG: grey, colours, palette, 1 to 16 bits a channel, CMYK. Transparency, colour profiles and the turn that a
 * camera wrote down are left out.
 */
final class Picture {
    /** A picture of more pixels would not be held beside the rows. */
    private static final long MOST_PIXELS = 50_000_000;

    private static final int BYTE_BITS = 8;
    private static final int CMYK_BANDS = 4;

    private Picture() {}

    /** Whether a file's name is that of a picture. */
    static boolean isNamed(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".png") || lower.endsWith(".jpg") || lower.endsWith(".jpeg");
    }

    /** @throws UnreadableFile when it is no sound picture, or too large */
    static Pixels decode(byte[] content) throws IOException {
        boolean jpeg = content.length > 2 && content[0] == (byte) 0xff && content[1] == (byte) 0xd8;
        boolean png = content.length > 4 && content[0] == (byte) 0x89 && content[1] == 'P';
        if (!jpeg && !png) {
            throw new UnreadableFile("is neither PNG nor JPEG");
        }
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(jpeg ? "jpeg" : "png");
        ImageReader reader = readers.next();
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            reader.setInput(input, true, true);
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MOST_PIXELS) {
                throw new UnreadableFile("has " + reader.getWidth(0) + " x " + reader.getHeight(0)
                        + " pixels, must have at most " + MOST_PIXELS + " in all");
            }
            JpegColours colours = jpeg ? JpegColours.of(content) : JpegColours.UNKNOWN;
            return colours.components() == CMYK_BANDS
                    ? ofCmyk(reader.readRaster(0, null), colours)
                    : ofImage(reader.read(0));
        } catch (UnreadableFile e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decoders answer broken files by any of these.
            throw new UnreadableFile("cannot be read: it is no sound picture, or a truncated one: " + e.getMessage());
        } finally {
            reader.dispose();
        }
    }

    private static Pixels ofImage(BufferedImage image) {
        ColorModel model = image.getColorModel();
        Raster raster = image.getRaster();
        if (model instanceof IndexColorModel palette) {
            return ofPalette(raster, palette);
        }
        int channels = raster.getNumBands() < 3 ? 1 : 3;
        int area = image.getWidth() * image.getHeight();
        byte[] values = new byte[Math.multiplyExact(area, channels)];
        int[] line = new int[image.getWidth()];
        for (int c = 0; c < channels; c++) {
            int bits = raster.getSampleModel().getSampleSize(c);
            for (int y = 0; y < image.getHeight(); y++) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, line.length, 1, c, line);
                for (int x = 0; x < line.length; x++) {
                    values[c * area + y * line.length + x] = (byte) (line[x] >> Math.max(0, bits - BYTE_BITS));
                }
            }
        }
        return new Pixels(channels, image.getHeight(), image.getWidth(), values);
    }

    private static Pixels ofPalette(Raster raster, IndexColorModel palette) {
        int area = raster.getWidth() * raster.getHeight();
        byte[] values = new byte[Math.multiplyExact(area, 3)];
        int[] line = new int[raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, line.length, 1, 0, line);
            for (int x = 0; x < line.length; x++) {
                int at = y * line.length + x;
                values[at] = (byte) palette.getRed(line[x]);
                values[area + at] = (byte) palette.getGreen(line[x]);
                values[2 * area + at] = (byte) palette.getBlue(line[x]);
            }
        }
        return new Pixels(3, raster.getHeight(), raster.getWidth(), values);
    }

    private static Pixels ofCmyk(Raster raster, JpegColours colours) {
        int width = raster.getWidth();
        int area = width * raster.getHeight();
        byte[] values = new byte[Math.multiplyExact(area, 3)];
        int[] line = new int[width * CMYK_BANDS];
        int[] rgb = new int[3];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, line);
            for (int x = 0; x < width; x++) {
                colours.toRgb(line, CMYK_BANDS * x, rgb);
                for (int c = 0; c < rgb.length; c++) {
                    values[c * area + y * width + x] = (byte) rgb[c];
                }
            }
        }
        return new Pixels(3, raster.getHeight(), width, values);
    }
}
