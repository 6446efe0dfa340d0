package dev.assay.cli.run;

import dev.assay.cli.Home;
import dev.assay.research.frontmatter.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where data files lie, shared by the commands that need them. */
public final class DataOption {
    private static final String SHARED = "data";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:ASSAY_DATA}",
            description = "Where data files lie that are neither in the profile's folder nor in Assay's folder data"
                    + " (default: $ASSAY_DATA).")
    private Optional<Path> data;

    /** What is wrong when files are to be read there. */
    public List<Problem> problems() {
        return data
                .filter(folder -> !Files.isDirectory(folder))
                .map(folder ->
                        Problem.ofOption("--data", folder.toString(), "is " + folder + ", which is not a folder"))
                .stream()
                .toList();
    }

    /** Where files are looked for, in this order: the option, the profile's folders, Assay's own folder of data. */
    public List<Path> folders(List<Path> profileFolders) {
        List<Path> folders = new ArrayList<>();
        data.ifPresent(folders::add);
        folders.addAll(profileFolders);
        folders.add(shared());
        return folders;
    }

    /** Where files are brought to. */
    public Path target() {
        return data.orElseGet(DataOption::shared);
    }

    /**
     * What gets missing files to where these options look for them, as a command that can be pasted.
     *
     * @param profile as {@code assay data get} takes it: a folder, or a name under {@code profiles/}
     */
    public String getCommand(String profile) {
        return Home.command() + " data get " + profile
                + data.map(folder -> " --data " + folder).orElse("");
    }

    private static Path shared() {
        return Home.folder().resolve(SHARED);
    }
}
