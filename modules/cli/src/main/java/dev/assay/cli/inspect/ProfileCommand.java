package dev.assay.cli.inspect;

import dev.assay.cli.BadInput;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Home;
import dev.assay.cli.run.RunInputs;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code assay profile}: checks task profiles, and lists those that there are. */
@Command(
        name = "profile",
        description = "Check or list task profiles.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class ProfileCommand implements Runnable {
    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a profile command is missing: check or list");
    }

    @Command(
            name = "check",
            description = "Check a profile and the program; print every problem, or what the profile asks for.",
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(
                            paramLabel = "PROFILE",
                            arity = "0..1",
                            defaultValue = "digits",
                            description = "A folder, or a name under profiles/ (default: ${DEFAULT-VALUE}).")
                    String profile,
            @Option(names = "--json", description = "As a JSON object.") boolean json)
            throws Exception {
        RunInputs inputs = RunInputs.read(Home.folder(), profile, Map.of());
        Map<String, Object> profileFacts = describe(inputs.profile(), inputs.folder());
        print(List.of(profileFacts), json ? Optional.of(profileFacts) : Optional.empty());
        return ExitStatus.DONE;
    }

    @Command(name = "list", description = "List the profiles of a folder.", mixinStandardHelpOptions = true)
    int list(
            @Parameters(
                            paramLabel = "PATH",
                            arity = "0..1",
                            description = "A folder with profiles (default: those that Assay ships).")
                    Optional<Path> path,
            @Option(names = "--json", description = "As a JSON array.") boolean json)
            throws IOException, InvalidInput, BadInput {
        List<Map<String, Object>> profiles = new ArrayList<>();
        for (Path folder : folders(path.orElse(Home.folder().resolve("profiles")))) {
            profiles.add(describe(Profiles.read(folder), folder));
        }
        print(profiles, json ? Optional.of(profiles) : Optional.empty());
        return ExitStatus.DONE;
    }

    private static List<Path> folders(Path parent) throws IOException, BadInput {
        if (!Files.isDirectory(parent)) {
            throw new BadInput("cannot list " + parent + ": there is no such folder");
        }
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(folder -> Files.isRegularFile(folder.resolve(Profiles.FILE)))
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, Object> describe(Profile profile, Path folder) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("task", profile.task());
        description.put("title", profile.title());
        description.put("sites", profile.partition().sites());
        description.put("rounds", profile.budget().rounds());
        description.put("metric", profile.metric().profileName());
        description.put("architectures", List.copyOf(profile.architectures().keySet()));
        description.put("folder", folder.toString());
        return description;
    }

    private void print(List<Map<String, Object>> profiles, Optional<Object> json) {
        PrintWriter out = spec.commandLine().getOut();
        if (json.isPresent()) {
            out.println(JSON.writeValueAsString(json.get()));
        } else {
            for (Map<String, Object> profile : profiles) {
                out.printf(
                        "%-15s %s (%s sites, %s rounds, %s)%n",
                        profile.get("task"),
                        profile.get("title"),
                        profile.get("sites"),
                        profile.get("rounds"),
                        profile.get("metric"));
            }
        }
        out.flush();
    }
}
