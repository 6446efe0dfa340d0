package dev.assay.cli.run;

import dev.assay.cli.BadInput;
import dev.assay.cli.Home;
import dev.assay.research.frontmatter.FrontMatter;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Overrides;
import dev.assay.research.frontmatter.Problem;
import dev.assay.research.frontmatter.Problems;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import dev.assay.research.program.Program;
import dev.assay.research.program.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The texts that a campaign is started from, read and checked.
 *
 * @param sources where they come from
 */
public record RunInputs(RunSources sources, Profile profile, Program program) {
    private static final String PROGRAM_FILE = "program.md";
    private static final String PROGRAM_PREFIX = "program.";

    /**
     * Reads profile and program; throws with the problems of both.
     *
     * @param home the installation, whose {@code profiles/} has the named ones and the program
     * @param profile a folder, or a name under {@code profiles/}
     * @param settings {@code key=value} changes of the profile, or with the prefix {@code program.} of the program
     */
    public static RunInputs read(Path home, String profile, Map<String, String> settings)
            throws InvalidInput, BadInput {
        return read(sources(home, profileFolder(home, profile), settings));
    }

    /** What an installation has by the name of a task, without settings; empty where it has no such profile. */
    public static Optional<RunSources> installed(Path home, String task) {
        Path folder = home.resolve("profiles").resolve(task);
        return Files.isRegularFile(folder.resolve(Profiles.FILE))
                ? Optional.of(sources(home, folder, Map.of()))
                : Optional.empty();
    }

    private static RunSources sources(Path home, Path folder, Map<String, String> settings) {
        return new RunSources(
                folder.resolve(Profiles.FILE), home.resolve("profiles").resolve(PROGRAM_FILE), new TreeMap<>(settings));
    }

    /** Reads profile and program from where they were read before; throws with the problems of both. */
    public static RunInputs read(RunSources sources) throws InvalidInput {
        return read(sources, Optional.empty(), Optional.empty());
    }

    /** The same, with what stands for a file that is gone. */
    static RunInputs readOr(RunSources sources, Profile goneProfile, Program goneProgram) throws InvalidInput {
        return read(sources, Optional.of(goneProfile), Optional.of(goneProgram));
    }

    private static RunInputs read(RunSources sources, Optional<Profile> goneProfile, Optional<Program> goneProgram)
            throws InvalidInput {
        Map<String, String> ofProfile = new TreeMap<>();
        Map<String, String> ofProgram = new TreeMap<>();
        sources.settings().forEach((key, value) -> {
            if (key.startsWith(PROGRAM_PREFIX)) {
                ofProgram.put(key.substring(PROGRAM_PREFIX.length()), value);
            } else {
                ofProfile.put(key, value);
            }
        });
        List<Problem> problems = new ArrayList<>();
        Profile readProfile = goneProfile.isPresent() && sources.profileIsGone()
                ? goneProfile.get()
                : read(sources.profile(), ofProfile, Profiles::parse, problems);
        Program readProgram = goneProgram.isPresent() && sources.programIsGone()
                ? goneProgram.get()
                : read(sources.program(), ofProgram, Programs::parse, problems);
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return new RunInputs(sources, readProfile, readProgram);
    }

    /** The profile's folder, where its data may lie. */
    public Path folder() {
        return sources.folder();
    }

    /** The folder of a profile that was given as a folder, or as a name under {@code profiles/}. */
    public static Path profileFolder(Path home, String profile) throws BadInput {
        Path named = home.resolve("profiles").resolve(profile);
        if (Files.isRegularFile(named.resolve(Profiles.FILE))) {
            return named;
        }
        Path given = Path.of(profile);
        if (Files.isRegularFile(given.resolve(Profiles.FILE))) {
            return given;
        }
        throw new BadInput("there is no profile '" + profile + "': give a folder that has a " + Profiles.FILE
                + ", or one of the names that '" + Home.command() + " profile list' prints");
    }

    private static <T> T read(Path file, Map<String, String> settings, Parser<T> parser, List<Problem> problems) {
        String name = shown(file);
        Problems unfit = new Problems(name);
        try {
            T read = parser.parse(Overrides.apply(FrontMatter.text(file, name), settings, unfit), name);
            problems.addAll(unfit.found());
            return read;
        } catch (InvalidInput e) {
            problems.addAll(unfit.found());
            problems.addAll(e.problems());
            return null;
        }
    }

    /** Relative to where the person is, if that is shorter. */
    private static String shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = file.toAbsolutePath().normalize();
        return absolute.startsWith(here) ? here.relativize(absolute).toString() : file.toString();
    }

    private interface Parser<T> {
        T parse(String text, String name) throws InvalidInput;
    }
}
