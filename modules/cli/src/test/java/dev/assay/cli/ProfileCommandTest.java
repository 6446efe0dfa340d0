package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProfileCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    @Test
    void listsTheShippedProfiles() {
        InvokedCommand list = InvokedCommand.of("profile", "list");
        assertThat(list.status()).isZero();
        assertThat(list.out()).containsPattern("(?m)^digits +\\S.*8 sites.*accuracy");
        assertThat(list.err()).isEmpty();

        JsonNode json =
                JSON.readTree(InvokedCommand.of("profile", "list", "--json").out());
        assertThat(json.isArray()).isTrue();
        assertThat(json.valueStream().map(profile -> profile.get("task").asString()))
                .contains("digits", "heart")
                .isSorted();
    }

    @Test
    void listsProfilesOfAnotherFolder() throws IOException {
        assertThat(InvokedCommand.of("profile", "list", folder).out()).isEmpty();
        write(shipped().replace("task: digits", "task: other"));
        assertThat(InvokedCommand.of("profile", "list", folder).out()).startsWith("other ");
    }

    @Test
    void refusesToListWhatIsNoFolder() {
        InvokedCommand refused = InvokedCommand.of("profile", "list", folder.resolve("nowhere"));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("nowhere", "no such folder");
    }

    @Test
    void saysWhatCheckedProfileAsksFor() throws IOException {
        InvokedCommand named = InvokedCommand.of("profile", "check");
        assertThat(named.status()).isZero();
        assertThat(named.out()).startsWith("digits ");
        assertThat(InvokedCommand.of("profile", "check", "digits")).isEqualTo(named);
        assertThat(InvokedCommand.of("profile", "check", write(shipped())).out())
                .isEqualTo(named.out());

        JsonNode json =
                JSON.readTree(InvokedCommand.of("profile", "check", "--json").out());
        assertThat(json.get("task").asString()).isEqualTo("digits");
        assertThat(json.get("sites").asInt()).isEqualTo(8);
    }

    @Test
    void namesEveryProblemOfProfileWithItsPlace() throws IOException {
        Path profile = write(shipped()
                .replace("name: accuracy", "name: beauty")
                .replaceFirst("rounds: \\d+", "rounds: -1")
                .replace("task: digits", "tusk: digits"));
        InvokedCommand refused = InvokedCommand.of("profile", "check", profile);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .containsPattern("profile\\.md:\\d+ metric\\.name: .*beauty")
                .containsPattern("profile\\.md:\\d+ budget\\.rounds: .*-1")
                .contains("tusk")
                .doesNotContain("\tat ");
        assertThat(refused.out()).isEmpty();
    }

    @Test
    void refusesProfileThatIsNotThere() {
        InvokedCommand refused = InvokedCommand.of("profile", "check", folder);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("there is no profile '" + folder + "'", "assay profile list");
    }

    private static String shipped() throws IOException {
        return Files.readString(InvokedCommand.home().resolve("profiles/digits/profile.md"));
    }

    private Path write(String text) throws IOException {
        Path profile = Files.createDirectories(folder.resolve("own"));
        Files.writeString(profile.resolve("profile.md"), text);
        return profile;
    }
}
