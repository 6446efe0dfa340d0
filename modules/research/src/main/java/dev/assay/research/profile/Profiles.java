package dev.assay.research.profile;

import dev.assay.research.frontmatter.FrontMatter;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.JsonSchema;
import dev.assay.research.frontmatter.Problems;
import java.nio.file.Path;

/** Reads task profiles. */
public final class Profiles {
    /** The file in a task's folder. */
    public static final String FILE = "profile.md";

    private Profiles() {}

    /** Reads {@code profile.md} of a task's folder; throws with every problem that it has. */
    public static Profile read(Path folder) throws InvalidInput {
        Path file = folder.resolve(FILE);
        String name = file.toString();
        return parse(FrontMatter.text(file, name), name);
    }

    /**
     * Parses a profile's text, for example the one that a campaign has recorded.
     *
     * @param name how messages call the file
     */
    public static Profile parse(String text, String name) throws InvalidInput {
        Problems problems = new Problems(name);
        FrontMatter matter = FrontMatter.read(text, JsonSchema.named("profile"), problems);
        return new ProfileReader(matter, problems).read();
    }
}
