package dev.assay.it.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a power cut or a bad disk leaves of a file, besides the kill itself. */
enum Damage {
    NONE("stays"),
    HALF("is cut in half"),
    FLIPPED("has a bit flipped"),
    GONE("is gone");

    private final String words;

    Damage(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    void doTo(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        switch (this) {
            case NONE -> {}
            case HALF -> Files.write(file, Arrays.copyOf(content, content.length / 2));
            case FLIPPED -> {
                content[content.length / 2] ^= 1;
                Files.write(file, content);
            }
            case GONE -> Files.delete(file);
        }
    }
}
