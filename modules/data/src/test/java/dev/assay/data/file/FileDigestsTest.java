package dev.assay.data.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.research.dataset.Checksum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archives under {@code oracle} come from GNU tar and Python's zipfile, the digests from {@code sha256sum}. */
class FileDigestsTest {
    private static final Path ORACLE = Path.of("src/test/resources/oracle");
    /** {@code find . -type f | sed 's|^\./||' | LC_ALL=C sort | xargs sha256sum | sha256sum}. */
    private static final String TREE = "d7f79d3fffae83aa541d0193d8e76bc74e9fb9d7b6c98fd4d4ef634a4bd4ce76";

    private static final String ONE = "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806";
    private static final String TWO = "27dd8ed44a83ff94d557f9fd0412ed5a8cbca69ea04922d88c01184a07300a5a";

    @TempDir
    private Path folder;

    private static List<String> differences(Checksum checksum, Path path) throws IOException {
        return FileDigests.differences(checksum, path, ExpansionLimit.GENEROUS);
    }

    private Path tree() throws IOException {
        Path tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve("a/b"));
        Files.writeString(tree.resolve("a/one.txt"), "one\n");
        Files.writeString(tree.resolve("a/b/two.txt"), "two\n");
        Files.writeString(tree.resolve("a-three.txt"), "three\n");
        return tree;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tree.tar.gz", "tree.tar", "tree.zip"})
    void anArchiveHasTheDigestOfItsFolder(String archive) throws IOException {
        assertThat(differences(new Checksum.OfTree(TREE), tree())).isEmpty();
        assertThat(differences(new Checksum.OfTree(TREE), ORACLE.resolve(archive)))
                .isEmpty();
    }

    @Test
    void aTreeIsAlteredByContentNameAndOneFileMore() throws IOException {
        List<String> wrong = new ArrayList<>();
        Files.writeString(tree().resolve("a/one.txt"), "One\n");
        wrong.addAll(differences(new Checksum.OfTree(TREE), folder.resolve("tree")));
        Files.writeString(tree().resolve("more"), "");
        wrong.addAll(differences(new Checksum.OfTree(TREE), folder.resolve("tree")));
        Files.delete(folder.resolve("tree/more"));
        Files.move(folder.resolve("tree/a/one.txt"), folder.resolve("tree/a/One.txt"));
        wrong.addAll(differences(new Checksum.OfTree(TREE), folder.resolve("tree")));

        assertThat(wrong).hasSize(3).allMatch(line -> line.contains("must be " + TREE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tree.tar.gz", "tree.tar", "tree.zip"})
    void membersAreFoundByTheirNames(String archive) throws IOException {
        TreeMap<String, String> members = new TreeMap<>();
        members.put("one.txt", ONE);
        members.put("two.txt", TWO);
        assertThat(differences(new Checksum.OfMembers(members), ORACLE.resolve(archive)))
                .isEmpty();

        members.put("two.txt", ONE);
        members.put("four.txt", TWO);
        assertThat(differences(new Checksum.OfMembers(members), ORACLE.resolve(archive)))
                .containsExactly(
                        "has a file a/b/two.txt that is another file than the profile's: sha256 is " + TWO
                                + ", must be " + ONE,
                        "has no file four.txt, must have one of sha256 " + TWO);
    }

    @Test
    void aMemberThatIsThereTwiceIsAmbiguous() throws IOException {
        Files.writeString(tree().resolve("one.txt"), "one\n");
        TreeMap<String, String> members = new TreeMap<>();
        members.put("one.txt", ONE);

        assertThat(differences(new Checksum.OfMembers(members), folder.resolve("tree")))
                .containsExactly("has two files one.txt: a/one.txt and one.txt");
    }

    @Test
    void contentIsComparedWhateverTheCompression() throws IOException {
        Path plain = Files.writeString(folder.resolve("one"), "one\n");
        Path compressed = folder.resolve("one.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            out.write(Files.readAllBytes(plain));
        }

        assertThat(differences(new Checksum.OfContent(ONE), plain)).isEmpty();
        assertThat(differences(new Checksum.OfContent(ONE), compressed)).isEmpty();
        assertThat(differences(new Checksum.OfContent(TWO), compressed))
                .containsExactly("is another file than the profile's: content_sha256 is " + ONE + ", must be " + TWO);
        assertThat(differences(new Checksum.OfFile(ONE), plain)).isEmpty();
        assertThat(differences(new Checksum.OfFile(ONE), compressed))
                .containsExactly("is another file than the profile's: sha256 is "
                        + Digest.of(Files.readAllBytes(compressed)) + ", must be " + ONE);
        assertThat(differences(new Checksum.OfFile(ONE), folder)).containsExactly("is a folder, must be a file");
        assertThat(differences(new Checksum.OfContent(ONE), folder)).containsExactly("is a folder, must be a file");
    }
}
