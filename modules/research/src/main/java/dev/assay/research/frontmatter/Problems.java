package dev.assay.research.frontmatter;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with one file, so that a person gets all of it at once. */
public final class Problems {
    private final String file;
    private final List<Problem> found = new ArrayList<>();
    private final Set<String> keys = new LinkedHashSet<>();

    /** @param file the file as the person named it */
    public Problems(String file) {
        this.file = file;
    }

    public String file() {
        return file;
    }

    public void add(int line, String key, String value, String message) {
        Problem problem = new Problem(file, line, key, value, message);
        if (!found.contains(problem)) {
            found.add(problem);
            keys.add(key);
        }
    }

    /** What was found so far, in the order in which it was. */
    public List<Problem> found() {
        return List.copyOf(found);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** Whether something is wrong with exactly this value. */
    boolean has(String key) {
        return keys.contains(key);
    }

    /** Whether something is wrong with this value itself or with a part of it. */
    public boolean touch(String key) {
        return keys.stream()
                .anyMatch(bad -> bad.equals(key)
                        || (bad.startsWith(key)
                                && (bad.charAt(key.length()) == '.' || bad.charAt(key.length()) == '[')));
    }

    public void throwIfAny() throws InvalidInput {
        if (!found.isEmpty()) {
            throw new InvalidInput(found);
        }
    }
}
