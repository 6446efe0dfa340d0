package dev.assay.cli.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.List;

/**
 * The settings of a node's parts, {@code assay.server} and the like: each is known by its default, which also says what it is, a
 * number or a duration. A misspelt one would be a setting that does nothing.
 */
final class PartSettings {
    static final List<String> PARTS = List.of("server", "client", "agent", "transfer");

    private static final Duration LEAST = Duration.ofMillis(1);

    private PartSettings() {}

    static void check(SettingsReader reader) {
        Config shipped = ConfigFactory.defaultReference();
        for (String part : PARTS) {
            ConfigObject defaults = shipped.getObject("assay." + part);
            reader.requireKnown("assay." + part, defaults.keySet());
            defaults.forEach((key, value) -> {
                String path = "assay." + part + "." + key;
                if (value.valueType() == ConfigValueType.NUMBER) {
                    reader.integer(path, 1, Integer.MAX_VALUE, 1);
                } else {
                    reader.duration(path, LEAST, LEAST);
                }
            });
        }
    }
}
