package dev.assay.cli.data;

import dev.assay.data.file.FileStatus;
import dev.assay.data.file.FileStatus.State;
import dev.assay.research.dataset.Checksum;
import dev.assay.research.profile.Profile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The state of a profile's data files, for people and as JSON. */
final class StatusText {
    private StatusText() {}

    /** @param command that gets what is not there */
    static void print(Profile profile, String command, List<FileStatus> files, PrintWriter out) {
        for (FileStatus file : files) {
            out.printf(
                    Locale.ROOT,
                    "%-8s %s%s%n",
                    word(file.state()),
                    file.file().path(),
                    file.state() == State.MISSING
                            ? ""
                            : size(file.path())
                                            .map(bytes -> "  " + bytes + " bytes")
                                            .orElse("") + "  in " + folder(file));
            file.faults().forEach(fault -> out.println("         " + fault));
            if (file.state() == State.MISSING) {
                file.places().forEach(place -> out.println("         not at " + place));
            }
            out.println("         " + FileStatus.checksum(file.file()));
            out.println("         from " + FileStatus.address(file.file(), profile.data()));
        }
        out.println(
                files.isEmpty()
                        ? profile.task() + " needs no files: its rows are generated"
                        : "terms: " + profile.data().terms());
        if (files.stream().anyMatch(file -> file.state() != State.PRESENT)) {
            out.println("get what is not there by: " + command);
        }
    }

    static Map<String, Object> json(Profile profile, List<FileStatus> files) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("task", profile.task());
        object.put("address", profile.data().address());
        object.put("terms", profile.data().terms());
        object.put("files", files.stream().map(file -> json(profile, file)).toList());
        return object;
    }

    private static Map<String, Object> json(Profile profile, FileStatus status) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("file", status.file().path());
        object.put("state", word(status.state()));
        object.put("path", status.path().toString());
        object.put("places", status.places().stream().map(Path::toString).toList());
        size(status.path()).ifPresent(bytes -> object.put("bytes", bytes));
        Checksum checksum = status.file().checksum();
        if (checksum instanceof Checksum.OfMembers members) {
            object.put("members", members.sha256());
        } else {
            String[] parts = FileStatus.checksum(status.file()).split(" ", 2);
            object.put(parts[0], parts[1]);
        }
        object.put("address", FileStatus.address(status.file(), profile.data()));
        object.put("direct", status.file().address().isPresent());
        object.put("faults", status.faults());
        return object;
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String folder(FileStatus file) {
        String path = file.path().toString();
        String end = file.file().path();
        return path.endsWith(end) && path.length() > end.length()
                ? path.substring(0, path.length() - end.length() - 1)
                : path;
    }

    private static Optional<Long> size(Path path) {
        try {
            return Files.isRegularFile(path) ? Optional.of(Files.size(path)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
