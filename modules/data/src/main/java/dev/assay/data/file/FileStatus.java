package dev.assay.data.file;

import dev.assay.research.dataset.Checksum;
import dev.assay.research.dataset.DataFile;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one of a task's files.
 *
 * @param path where it lies; where it is missing, the first place in which it was looked for
 * @param places all places in which it was looked for, in this order
 * @param faults how it differs from the file that is meant, each as the end of a sentence that begins with its name
 */
public record FileStatus(DataFile file, State state, Path path, List<Path> places, List<String> faults) {

    /** Whether it can be used. */
    public enum State {
        /** It is there, and it is the file that is meant. */
        PRESENT,
        MISSING,
        /** There is one of its name, but it is another one, or cannot be read. */
        ALTERED
    }

    public FileStatus {
        places = List.copyOf(places);
        faults = List.copyOf(faults);
    }

    /** The file's own address, or that of the data. */
    public static String address(DataFile file, DataSource source) {
        return file.address().orElse(source.address());
    }

    /** A checksum as the profile writes it. */
    public static String checksum(DataFile file) {
        Checksum checksum = file.checksum();
        if (checksum instanceof Checksum.OfFile whole) {
            return "sha256 " + whole.sha256();
        }
        if (checksum instanceof Checksum.OfContent content) {
            return "content_sha256 " + content.sha256();
        }
        if (checksum instanceof Checksum.OfTree tree) {
            return "tree_sha256 " + tree.sha256();
        }
        return "members " + ((Checksum.OfMembers) checksum).sha256();
    }

    /**
     * What a person is told of it; none when it is present.
     *
     * @param command that mends it, where one is known
     */
    List<Problem> problems(Optional<String> command, DataSource source) {
        String mend = "; get it " + command.map(known -> "by '" + known + "' ").orElse("") + "from "
                + address(file, source) + ", " + checksum(file);
        return switch (state) {
            case PRESENT -> List.of();
            case MISSING -> List.of(problem("there is no such file" + alsoLookedIn() + mend));
            case ALTERED -> faults.stream().map(fault -> problem(fault + mend)).toList();
        };
    }

    private Problem problem(String message) {
        return new Problem(path.toString(), 0, "", "", message);
    }

    private String alsoLookedIn() {
        if (places.size() < 2) {
            return "";
        }
        return ", nor "
                + String.join(
                        ", nor ",
                        places.subList(1, places.size()).stream()
                                .map(Path::toString)
                                .toList());
    }
}
