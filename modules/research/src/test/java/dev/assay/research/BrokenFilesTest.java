package dev.assay.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.profile.Profiles;
import dev.assay.research.program.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file {@code broken/NAME.md} is told exactly what {@code broken/NAME.expected} says, line by line. */
class BrokenFilesTest {
    private static final Path BROKEN = Path.of("src/test/resources/broken");

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(BROKEN)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".md"))
                    .map(name -> name.substring(0, name.length() - 3))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void isAnsweredByAllItsProblems(String name) throws IOException {
        assertThat(problems(name)).isEqualTo(Files.readString(BROKEN.resolve(name + ".expected")));
    }

    @Test
    void thereAreManyKindsOfBrokenFiles() throws IOException {
        assertThat(names()).hasSizeGreaterThanOrEqualTo(25);
        assertThat(problems("profile-many-problems").lines()).hasSizeGreaterThanOrEqualTo(9);
    }

    private static String problems(String name) throws IOException {
        String text = Files.readString(BROKEN.resolve(name + ".md"));
        InvalidInput invalid = catchThrowableOfType(InvalidInput.class, () -> {
            if (name.startsWith("program")) {
                Programs.parse(text, name + ".md");
            } else {
                Profiles.parse(text, name + ".md");
            }
        });
        assertThat(invalid).as("problems of " + name).isNotNull();
        return invalid.problems().stream().map(problem -> problem + "\n").collect(Collectors.joining());
    }
}
