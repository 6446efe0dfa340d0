package dev.assay.cli.data;

import dev.assay.cli.BadInput;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Home;
import dev.assay.cli.run.DataOption;
import dev.assay.cli.run.RunInputs;
import dev.assay.data.fetch.DataFetch;
import dev.assay.data.fetch.FetchResult;
import dev.assay.data.file.DataFolders;
import dev.assay.data.file.FileStatus;
import dev.assay.data.file.FileStatus.State;
import dev.assay.research.dataset.DataFile;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code assay data}: what a profile's data files are, where they lie, and how they get there. */
@Command(
        name = "data",
        description = "Show, get or describe the data files of a profile.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class DataCommand implements Runnable {
    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a data command is missing: status, get or checksum");
    }

    @Command(
            name = "status",
            description = "Show which data files of a profile are there, missing or altered; exit status 1 unless all"
                    + " are there.",
            mixinStandardHelpOptions = true)
    int status(
            @Parameters(
                            paramLabel = "PROFILE",
                            arity = "0..1",
                            defaultValue = "digits",
                            description = "A folder, or a name under profiles/ (default: ${DEFAULT-VALUE}).")
                    String name,
            @Mixin DataOption data,
            @Option(names = "--json", description = "As a JSON object.") boolean json)
            throws Exception {
        requireNone(data.problems());
        Path folder = RunInputs.profileFolder(Home.folder(), name);
        Profile profile = Profiles.read(folder);
        List<FileStatus> files = new DataFolders(data.folders(List.of(folder))).status(profile.data());
        PrintWriter out = out();
        if (json) {
            out.println(JSON.writeValueAsString(StatusText.json(profile, files)));
        } else {
            StatusText.print(profile, data.getCommand(name), files, out);
        }
        out.flush();
        return files.stream().allMatch(file -> file.state() == State.PRESENT) ? ExitStatus.DONE : ExitStatus.FAILED;
    }

    @Command(
            name = "get",
            description = "Get the data files of a profile that are missing or altered, and verify them; exit status 1"
                    + " unless all are there then.",
            mixinStandardHelpOptions = true)
    int get(
            @Parameters(
                            paramLabel = "PROFILE",
                            arity = "0..1",
                            defaultValue = "digits",
                            description = "A folder, or a name under profiles/ (default: ${DEFAULT-VALUE}).")
                    String name,
            @Option(
                            names = "--from",
                            paramLabel = "DIR",
                            description = "Copy from this folder, where files are found by path or name, instead of"
                                    + " downloading.")
                    Optional<Path> from,
            @Mixin DataOption data)
            throws Exception {
        Path target = data.target();
        requireNone(problems(from, target));
        Path folder = RunInputs.profileFolder(Home.folder(), name);
        Profile profile = Profiles.read(folder);
        DownloadLine line = DownloadLine.on(err());
        DataFetch fetch = new DataFetch(
                data.getCommand(name),
                profile.data(),
                new DataFolders(data.folders(List.of(folder))),
                target,
                from,
                line);
        boolean complete = true;
        for (DataFile file : profile.data().files()) {
            FetchResult result = fetch.fetch(file);
            line.clear();
            complete &= result.isThere();
            PrintWriter to = result.isThere() ? out() : err();
            to.println((result.isThere() ? "" : "assay: ") + result.path() + ": " + result.message());
            to.flush();
        }
        if (profile.data().files().isEmpty()) {
            out().println(profile.task() + " needs no files: its rows are generated");
            out().flush();
        }
        return complete ? ExitStatus.DONE : ExitStatus.FAILED;
    }

    @Command(
            name = "checksum",
            description = "Print the checksums of files, folders and archives as the lines of a profile.",
            mixinStandardHelpOptions = true)
    int checksum(@Parameters(paramLabel = "PATH", arity = "1..*", description = "Files or folders.") List<Path> paths)
            throws Exception {
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new BadInput("there is no file " + path);
            }
        }
        for (Path path : paths) {
            ChecksumLines.of(path).forEach(out()::println);
            out().flush();
        }
        return ExitStatus.DONE;
    }

    private static List<Problem> problems(Optional<Path> from, Path target) {
        return Stream.concat(
                        from
                                .filter(folder -> !Files.isDirectory(folder))
                                .map(folder -> Problem.ofOption(
                                        "--from", folder.toString(), "is " + folder + ", which is not a folder"))
                                .stream(),
                        Optional.of(target)
                                .filter(folder -> Files.exists(folder) && !Files.isDirectory(folder))
                                .map(folder -> Problem.ofOption(
                                        "--data", folder.toString(), "is " + folder + ", which is not a folder"))
                                .stream())
                .toList();
    }

    private static void requireNone(List<Problem> problems) throws InvalidInput {
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
