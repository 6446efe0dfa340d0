package dev.assay.data.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.data.ByteFeatures;
import dev.assay.research.dataset.DataFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderReaderTest {
    private static final List<String> LABELS = List.of("rose", "ash tree");

    @TempDir
    private Path folder;

    /** A picture of one colour, of which the red is told apart. */
    private static byte[] picture(int red) throws IOException {
        BufferedImage image = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 20; i++) {
            image.setRGB(i % 5, i / 5, red << 16 | 0x0203);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private void put(String path, int red) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, picture(red));
    }

    private TestingSource source(boolean siteFolders) {
        return new TestingSource(new DataFormat.ImageFolder(LABELS, siteFolders, 3, 2, 2, 1), 3, 2)
                .file(folder.resolve("data"));
    }

    @Test
    void classesAreFoldersAndRowsAreSortedByPath() throws Exception {
        put("data/rose/b.PNG", 30);
        put("data/rose/a.png", 20);
        put("data/ash tree/z.png", 10);
        put("data/.cache/rose/a.png", 40);
        Files.writeString(folder.resolve("data/README"), "about");
        RawRows rows = source(false).read();

        assertThat(rows.examples().features()).isInstanceOf(ByteFeatures.class);
        assertThat(rows.examples().rowShape()).containsExactly(3, 2, 2);
        assertThat(rows.examples().targets().strata()).containsExactly(1, 0, 0);
        assertThat(TestingSource.row(rows, 0)).containsExactly(10, 10, 10, 10, 2, 2, 2, 2, 3, 3, 3, 3);
        assertThat(TestingSource.row(rows, 1)[0]).isEqualTo(20);
        assertThat(rows.siteNames()).isEmpty();
    }

    @Test
    void aFolderAroundTheClassesIsASite() throws Exception {
        put("data/south/rose/a.png", 1);
        put("data/north/rose/a.png", 2);
        put("data/south/ash tree/a.png", 3);
        RawRows rows = source(true).read();

        assertThat(rows.siteNames()).containsExactly("north", "south");
        assertThat(TestingSource.sites(rows)).containsExactly(0, 1, 1);
        assertThat(rows.examples().targets().strata()).containsExactly(0, 1, 0);
    }

    @Test
    void anArchiveHasTheRowsOfItsFolder() throws Exception {
        put("data/rose/b.png", 30);
        put("data/ash tree/z.png", 10);
        Path archive = folder.resolve("pictures.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (String path : List.of("rose/b.png", "ash tree/z.png")) {
                zip.putNextEntry(new ZipEntry("flowers/" + path));
                zip.write(Files.readAllBytes(folder.resolve("data").resolve(path)));
            }
        }

        assertThat(new TestingSource(new DataFormat.ImageFolder(LABELS, false, 3, 2, 2, 1), 3, 2)
                        .file(archive)
                        .read()
                        .examples())
                .isEqualTo(source(false).read().examples());
    }

    @Test
    void everythingThatIsOutOfPlaceIsNamed() throws Exception {
        put("data/rose/a.png", 1);
        put("data/tulip/a.png", 1);
        put("data/stray.png", 1);
        Files.writeString(folder.resolve("data/rose/b.gif"), "GIF89a");
        Files.writeString(folder.resolve("data/rose/c.jpg"), "no picture");

        assertThat(source(false).problems())
                .containsExactlyInAnyOrder(
                        "data tulip/a.png: is a picture in no class's folder; the profile's labels are rose, ash tree",
                        "data stray.png: is a picture in no class's folder; the profile's labels are rose, ash tree",
                        "data rose/b.gif: must be a picture that ends in .png, .jpg or .jpeg",
                        "data rose/c.jpg: is neither PNG nor JPEG");
        assertThat(source(true).problems()).contains("data rose/a.png: is in no site's folder, must be in site/class");
    }
}
