package dev.assay.research;

import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import dev.assay.research.program.Program;
import dev.assay.research.program.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small profile and program that tests change; the shipped ones may move without breaking a test. */
public final class TestingProfiles {
    private static final Path FOLDER = Path.of("src/test/resources/valid");

    private TestingProfiles() {}

    public static Profile profile(String... replacements) {
        try {
            return Profiles.parse(text("profile.md", replacements), "profile.md");
        } catch (InvalidInput e) {
            throw new AssertionError(e);
        }
    }

    public static Program program(String... replacements) {
        try {
            return Programs.parse(text("program.md", replacements), "program.md");
        } catch (InvalidInput e) {
            throw new AssertionError(e);
        }
    }

    /** The file's text with each first string replaced by the second one after it. */
    public static String text(String file, String... replacements) {
        try {
            String text = Files.readString(FOLDER.resolve(file));
            for (int i = 0; i < replacements.length; i += 2) {
                if (!text.contains(replacements[i])) {
                    throw new AssertionError(file + " does not contain " + replacements[i]);
                }
                text = text.replace(replacements[i], replacements[i + 1]);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
