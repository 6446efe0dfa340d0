package dev.assay.cli.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads values of one HOCON file by their paths, and collects what is wrong with them, each with its place: a person should
 * be told everything at once. A value that is wrong is read as if it were absent.
 */
final class SettingsReader {
    private final Path file;
    private final Config settings;
    private final List<Problem> problems = new ArrayList<>();

    private SettingsReader(Path file, Config settings) {
        this.file = file;
        this.settings = settings;
    }

    /** @throws InvalidInput when there is no such file, or it is not HOCON, or names variables that are not set */
    static SettingsReader open(Path file) throws InvalidInput {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInput(List.of(new Problem(file.toString(), 0, "", "", "there is no such file")));
        }
        try {
            return new SettingsReader(
                    file, ConfigFactory.parseFile(file.toFile()).resolve());
        } catch (ConfigException e) {
            int line = e.origin() == null ? 0 : Math.max(0, e.origin().lineNumber());
            throw new InvalidInput(List.of(new Problem(file.toString(), line, "", "", e.getMessage())));
        }
    }

    /** All that the file says. */
    Config all() {
        return settings;
    }

    boolean has(String path) {
        return settings.hasPath(path);
    }

    /** Refuses every key of the object at the path, empty for the whole file, that is none of these. */
    void requireKnown(String path, Collection<String> known) {
        Optional<ConfigObject> object = path.isEmpty() ? Optional.of(settings.root()) : object(path);
        object.ifPresent(values -> values.forEach((key, value) -> {
            if (!known.contains(key)) {
                String place = path.isEmpty() ? quoted(key) : path + "." + quoted(key);
                problem(
                        place,
                        value,
                        "is not known; allowed are " + known.stream().sorted().toList());
            }
        }));
    }

    Optional<String> text(String path) {
        return value(path).flatMap(value -> {
            if (value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST) {
                problem(path, value, "must be a text");
                return Optional.empty();
            }
            String text = value.unwrapped().toString();
            if (text.isBlank()) {
                problem(path, value, "is empty");
                return Optional.empty();
            }
            return Optional.of(text);
        });
    }

    /** A text that must be readable as something. */
    <T> Optional<T> text(String path, Function<String, Optional<T>> parse, String rule) {
        return text(path).flatMap(text -> {
            Optional<T> parsed = parse.apply(text);
            if (parsed.isEmpty()) {
                problem(path, "is '" + text + "', must be " + rule);
            }
            return parsed;
        });
    }

    /** A list of texts, each of which must be readable as something; empty when there is none. */
    <T> List<T> texts(String path, Function<String, Optional<T>> parse, String rule) {
        List<T> all = new ArrayList<>();
        value(path).ifPresent(value -> {
            if (!(value.unwrapped() instanceof List<?> items)) {
                problem(path, value, "must be a list, such as [\"...\", \"...\"]");
                return;
            }
            for (Object item : items) {
                parse.apply(String.valueOf(item))
                        .ifPresentOrElse(
                                all::add, () -> problem(path, value, "has '" + item + "', each must be " + rule));
            }
        });
        return List.copyOf(all);
    }

    /** An object whose values are lists of texts; empty when there is none. */
    SortedMap<String, Set<String>> textLists(String path) {
        SortedMap<String, Set<String>> lists = new TreeMap<>();
        object(path)
                .ifPresent(values -> values.forEach((key, value) -> {
                    if (value.unwrapped() instanceof List<?> items && !items.isEmpty()) {
                        lists.put(key, items.stream().map(String::valueOf).collect(Collectors.toSet()));
                    } else {
                        problem(path + "." + quoted(key), value, "must be a list, such as [\"...\", \"...\"]");
                    }
                }));
        return lists;
    }

    int integer(String path, int least, int most, int absent) {
        return text(path, text -> integer(text, least, most), least + " to " + most)
                .orElse(absent);
    }

    /** A finite number above 0. */
    OptionalDouble positive(String path) {
        return optional(text(path, text -> positiveNumber(text, Double.MAX_VALUE), "a number above 0"));
    }

    /** A number above 0, and not above the most. */
    double positive(String path, int most, double absent) {
        return text(path, text -> positiveNumber(text, most), "a number above 0, at most " + most)
                .orElse(absent);
    }

    private static OptionalDouble optional(Optional<Double> number) {
        return number.isPresent() ? OptionalDouble.of(number.get()) : OptionalDouble.empty();
    }

    private static Optional<Double> positiveNumber(String text, double most) {
        try {
            double number = Double.parseDouble(text);
            return number > 0 && number <= most ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    boolean flag(String path) {
        return text(path)
                .map(text -> {
                    if (!Set.of("true", "false", "on", "off", "yes", "no").contains(text)) {
                        problem(path, "is '" + text + "', must be true or false");
                        return false;
                    }
                    return settings.getBoolean(path);
                })
                .orElse(false);
    }

    Duration duration(String path, Duration least, Duration absent) {
        if (text(path).isEmpty()) {
            return absent;
        }
        try {
            Duration given = settings.getDuration(path);
            if (given.compareTo(least) >= 0) {
                return given;
            }
        } catch (ConfigException e) {
            // Told below, as any other wrong duration.
        }
        problem(
                path,
                "is '" + text(path).orElse("") + "', must be a duration of at least " + words(least)
                        + ", such as '30 s' or '2 minutes'");
        return absent;
    }

    private static String words(Duration duration) {
        return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    void problem(String path, String message) {
        if (settings.hasPathOrNull(path)) {
            problem(path, settings.root().toConfig().getValue(path), message);
        } else {
            problems.add(new Problem(file.toString(), 0, path, "", message));
        }
    }

    /** Problems that somebody else found in the same file. */
    void addAll(Collection<Problem> others) {
        problems.addAll(others);
    }

    void throwIfAny() throws InvalidInput {
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    private static Optional<Integer> integer(String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            return number >= least && number <= most ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Double> positive(String text, int most) {
        try {
            double number = Double.parseDouble(text);
            return number > 0 && number <= most ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Optional<ConfigValue> value(String path) {
        try {
            return settings.hasPath(path) ? Optional.of(settings.getValue(path)) : Optional.empty();
        } catch (ConfigException e) {
            // A text where an object should be is told where the object is read.
            return Optional.empty();
        }
    }

    private Optional<ConfigObject> object(String path) {
        return value(path).flatMap(value -> {
            if (value instanceof ConfigObject object) {
                return Optional.of(object);
            }
            problem(path, value, "must be an object, such as { key = value }");
            return Optional.empty();
        });
    }

    /** An included file's values name that file. */
    private void problem(String path, ConfigValue value, String message) {
        String place = Optional.ofNullable(value.origin().filename()).orElse(file.toString());
        String shown = Path.of(place).equals(file.toAbsolutePath()) ? file.toString() : place;
        problems.add(new Problem(shown, Math.max(0, value.origin().lineNumber()), path, "", message));
    }

    private static String quoted(String key) {
        return ConfigUtil.joinPath(key);
    }
}
