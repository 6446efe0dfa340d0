package dev.assay.data.task;

import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small profile that tests change; the shipped ones may move without breaking a test. */
final class TestingProfiles {
    private static final Path FILE = Path.of("../research/src/test/resources/valid/profile.md");

    private TestingProfiles() {}

    /** The profile with each first string replaced by the second one after it. */
    static Profile profile(String... replacements) {
        try {
            String text = Files.readString(FILE);
            for (int i = 0; i < replacements.length; i += 2) {
                if (!text.contains(replacements[i])) {
                    throw new AssertionError("the profile does not contain " + replacements[i]);
                }
                text = text.replace(replacements[i], replacements[i + 1]);
            }
            return Profiles.parse(text, "profile.md");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidInput e) {
            throw new AssertionError(e);
        }
    }
}
