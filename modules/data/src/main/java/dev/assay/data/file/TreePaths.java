package dev.assay.data.file;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The paths that a tree names, checked one after the other. */
final class TreePaths {
    private static final int LONGEST_SHOWN = 100;

    private final ExpansionLimit limit;
    private final Set<String> files = new HashSet<>();
    private int seen;

    TreePaths(ExpansionLimit limit) {
        this.limit = limit;
    }

    /** Counts an entry and gives its path in the one spelling that is used: no {@code .}, no empty part. */
    String folder(String raw) throws UnreadableFile {
        seen++;
        limit.requireEntries(seen);
        if (raw.startsWith("/") || raw.matches("[A-Za-z]:.*")) {
            throw new UnreadableFile("has '" + shown(raw) + "', an absolute path; paths must stay inside it");
        }
        if (raw.indexOf('\\') >= 0 || raw.chars().anyMatch(Character::isISOControl)) {
            throw new UnreadableFile("has '" + shown(raw) + "', a path with a backslash or control character");
        }
        List<String> parts = new ArrayList<>();
        for (String part : raw.split("/", -1)) {
            if (part.equals("..")) {
                throw new UnreadableFile("has '" + shown(raw) + "', a path with '..'; paths must stay inside it");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    /** As {@link #folder}, for a file, which may be there once. */
    String file(String raw) throws UnreadableFile {
        String path = folder(raw);
        if (path.isEmpty()) {
            throw new UnreadableFile("has a file without a name");
        }
        if (!files.add(path)) {
            throw new UnreadableFile("has '" + shown(path) + "' twice");
        }
        return path;
    }

    static String shown(String path) {
        String cut = path.length() <= LONGEST_SHOWN ? path : path.substring(0, LONGEST_SHOWN) + "...";
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
