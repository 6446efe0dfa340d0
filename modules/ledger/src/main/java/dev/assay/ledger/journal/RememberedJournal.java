package dev.assay.ledger.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import dev.assay.ledger.artifact.ArtifactFile;
import dev.assay.ledger.journal.JournalException.Problem;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Which database has a run's campaign, as a file in its folder. The password is not put down: it comes from the environment,
 * else from the settings file that the run was started with.
 */
final class RememberedJournal {
    private static final String FILE_NAME = "ledger.conf";
    private static final String CAMPAIGN = "campaign";
    private static final String SETTINGS = "settings";

    private RememberedJournal() {}

    static Optional<PostgresJournal> in(Path runFolder) {
        Path file = runFolder.resolve(FILE_NAME);
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            Config config = PostgresSettings.parse(file);
            PostgresSettings settings = PostgresSettings.of(config, file, Set.of(CAMPAIGN, SETTINGS));
            Path given = Path.of(config.getString(SETTINGS));
            return Optional.of(new PostgresJournal(
                    settings.withPassword(password(given)), config.getString(CAMPAIGN), init(given, settings)));
        } catch (InvalidInput | ConfigException e) {
            throw new JournalException(
                    Problem.NOT_A_LEDGER,
                    file + ", which says in which database the ledger of this run is, cannot be used: " + e.getMessage()
                            + "; put it back as it was",
                    e);
        }
    }

    /** @throws JournalException if the run has another ledger, which would be seen no more */
    static void put(Path runFolder, PostgresJournal journal) {
        requireNone(runFolder);
        if (Files.exists(H2Journal.file(runFolder))) {
            throw taken(runFolder);
        }
        PostgresSettings settings = journal.settings();
        String text = """
                # The ledger of this run is a campaign in this PostgreSQL database. Change host and port here if it has moved.
                # The password is not kept here: it is taken from $%s, else from the file 'settings'.
                %s {
                  host = %s
                  port = %d
                  database = %s
                  user = %s
                  ssl-mode = %s
                  campaign = %s
                  settings = %s
                }
                """.formatted(
                        PostgresSettings.PASSWORD_VARIABLE,
                        PostgresSettings.ROOT,
                        quoted(settings.host()),
                        settings.port(),
                        quoted(settings.database()),
                        quoted(settings.user()),
                        quoted(settings.sslMode()),
                        quoted(journal.campaignId()),
                        quoted(settings.file().toAbsolutePath().normalize().toString()));
        try {
            Files.createDirectories(runFolder);
            ArtifactFile.write(runFolder.resolve(FILE_NAME), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new JournalException(
                    Problem.UNREADABLE, "run folder " + runFolder + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** @throws JournalException if the run's ledger is in a database */
    static void requireNone(Path runFolder) {
        if (Files.exists(runFolder.resolve(FILE_NAME))) {
            throw taken(runFolder);
        }
    }

    private static JournalException taken(Path runFolder) {
        return new JournalException(
                Problem.EXISTS, "run folder " + runFolder + " has a ledger already: choose another folder");
    }

    /** A run's own file is none that tables can be made by: it names a campaign. */
    private static String init(Path given, PostgresSettings settings) {
        return Files.exists(given)
                ? PostgresSchema.initBy(given) + ", where that file still names this database"
                : "'assay ledger init --ledger FILE', where FILE has the host, port, database and user of "
                        + settings.file() + " (the file that the run was started with, " + given + ", is gone)";
    }

    private static Optional<String> password(Path settings) throws InvalidInput {
        Optional<String> given = Optional.ofNullable(System.getenv(PostgresSettings.PASSWORD_VARIABLE));
        return given.isPresent() || Files.notExists(settings)
                ? given
                : PostgresSettings.read(settings).password();
    }

    private static String quoted(String text) {
        return ConfigUtil.quoteString(text);
    }
}
