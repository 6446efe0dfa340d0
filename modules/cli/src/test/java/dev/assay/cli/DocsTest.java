package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.assay.research.profile.Profiles;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents name is there: files, classes, commands, dependencies. */
class DocsTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Set<String> NOT_SOURCES = Set.of("target", ".git", "runs");

    private static final Pattern FILE_NAME = Pattern.compile("[^\\s]+\\.(?:java|md|proto|conf)");
    /** Names in a run folder, in a home folder or on the web: nothing that lies in the source tree. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("(?:report\\.md|(?:blobs|trials|runs|target|~|https?:)/.*)");

    private static final Pattern DEPENDENCY = Pattern.compile(
            "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<$]+?)(?:_\\$[^<]*)?</artifactId>");

    /** Of a node's parts; those under {@code assay.node} have no defaults of their own. */
    private static final Pattern SETTING = Pattern.compile("assay\\.(?:server|client|agent|transfer)\\.[a-z-]+");

    /** Every file and folder of the source tree, with {@code /} between names, relative to the root. */
    private static List<String> sources;

    @BeforeAll
    static void listSources() throws IOException {
        List<String> found = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (NOT_SOURCES.contains(folder.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return add(folder);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                return add(file);
            }

            private FileVisitResult add(Path path) {
                found.add("/" + ROOT.relativize(path).toString().replace('\\', '/'));
                return FileVisitResult.CONTINUE;
            }
        });
        sources = List.copyOf(found);
    }

    static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md").map(ROOT::resolve),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .filter(Files::exists)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadToFiles(Path document) throws IOException {
        assertThat(MarkdownDocument.read(document).links())
                .allSatisfy(link -> assertThat(document.resolveSibling(link)).exists());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void namedFilesAndClassesExist(Path document) throws IOException {
        assertThat(MarkdownDocument.read(document).spans().stream()
                        .filter(DocsTest::namesSource)
                        .filter(name -> !isSource(name)))
                .as("names in %s that are in no source folder", document.getFileName())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void commandsParse(Path document) throws IOException {
        assertThat(MarkdownDocument.read(document).commands())
                .allSatisfy(command -> assertThatCode(
                                () -> Main.commandLine().parseArgs(command.toArray(String[]::new)))
                        .as("assay %s", String.join(" ", command))
                        .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void namedSettingsHaveDefaults(Path document) throws IOException {
        Config shipped = ConfigFactory.defaultReference();

        assertThat(MarkdownDocument.read(document).spans().stream()
                        .filter(span -> SETTING.matcher(span).matches())
                        .filter(setting -> !shipped.hasPath(setting)))
                .as("settings in %s that are none", document.getFileName())
                .isEmpty();
    }

    @Test
    void theWorkedTasksAreValidProfiles() throws Exception {
        List<String> tasks = new ArrayList<>();
        for (String text : MarkdownDocument.read(ROOT.resolve("docs/tasks.md")).hereDocuments()) {
            String described = text.replaceFirst("\\$\\(.*\\)", "  file: made\n  sha256: " + "a".repeat(64));
            tasks.add(Profiles.parse(described, "docs/tasks.md").task());
        }

        assertThat(tasks).containsExactly("clinics", "springs", "shapes");
    }

    @Test
    void everyDirectDependencyHasItsReason() throws IOException {
        List<String> spans =
                MarkdownDocument.read(ROOT.resolve("docs/architecture.md")).spans();
        List<String> missing = new ArrayList<>();
        for (String pom : sources.stream()
                .filter(name -> name.endsWith("/pom.xml") && !name.equals("/pom.xml"))
                .toList()) {
            DEPENDENCY
                    .matcher(Files.readString(ROOT.resolve(pom.substring(1))))
                    .results()
                    .filter(dependency -> !dependency.group(1).equals("dev.assay"))
                    .map(dependency -> dependency.group(2))
                    .filter(artifact -> !spans.contains(artifact))
                    .forEach(artifact -> missing.add(artifact + " of " + pom));
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyNamedVersionIsInTheParent() throws IOException {
        String parent = Files.readString(ROOT.resolve("pom.xml"));

        assertThat(MarkdownDocument.read(ROOT.resolve("docs/architecture.md")).spans().stream()
                        .filter(span -> span.matches("[a-z0-9.-]+\\.version")))
                .isNotEmpty()
                .allSatisfy(property -> assertThat(parent).contains("<" + property + ">"));
    }

    @Test
    void whatIsNotThereIsNoticed() {
        assertThat(Stream.of("server/trial/TrialRun", "Layer.java", "docs/architecture.md", "profiles/*/profile.md"))
                .allMatch(DocsTest::isSource);
        assertThat(Stream.of("server/trial/TrialWalk", "Layers.java", "trial/Trial.jav", "profiles/*/profile.yaml"))
                .noneMatch(DocsTest::isSource);
        assertThat(Stream.of("CampaignState", "kill -9", "report.md", "trials/*.tsv", "mvnw -pl modules/x"))
                .noneMatch(DocsTest::namesSource);
    }

    @Test
    void findsLinksNamesAndCommandsInADocument() {
        MarkdownDocument document = MarkdownDocument.parse("""
                See [this](docs/a.md#part), [that](https://example.org) and `x/Y`.
                ```
                ./assay simulate --seed 2   # a remark
                ASSAY_DATA=d assay ledger events RUN | head
                assay: not a command
                assay help
                `z/Y`
                ```
                """);

        assertThat(document.links()).containsExactly("docs/a.md");
        assertThat(document.spans()).containsExactly("x/Y");
        assertThat(document.commands())
                .containsExactly(
                        List.of("simulate", "--seed", "2"), List.of("ledger", "events", "RUN"), List.of("help"));
    }

    /** Inline code that is a path or the name of a file, and of one in the source tree. */
    private static boolean namesSource(String span) {
        boolean name = (!span.contains(" ") && span.contains("/"))
                || FILE_NAME.matcher(span).matches();
        return name && !ELSEWHERE.matcher(span).matches();
    }

    /** Whether a source's path ends with the name, which may leave out {@code .java} and have wildcards. */
    private static boolean isSource(String name) {
        String path = name.replaceFirst("^\\./", "").replaceFirst("/$", "");
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:/{**/,}" + path + "{,.java}");
        return sources.stream().map(Path::of).anyMatch(matcher::matches);
    }
}
