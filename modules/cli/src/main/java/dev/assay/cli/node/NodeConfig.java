package dev.assay.cli.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import dev.assay.client.device.DevicePool;
import dev.assay.client.device.DeviceSettings;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.journal.PostgresJournal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From a node's settings to those of Pekko; the only place that knows both. */
final class NodeConfig {
    /** The name of every node's actor system, which is part of its address. */
    static final String SYSTEM = "assay";

    private static final ConfigParseOptions REQUIRED =
            ConfigParseOptions.defaults().setAllowMissing(false);
    private static final String DEVICES = "assay.devices.";
    private static final String ARTERY = "pekko.remote.artery.";

    private NodeConfig() {}

    /** What follows from the settings goes first, then the file's own settings of Pekko, then {@code conf/node.conf}. */
    static Config of(NodeSettings settings) {
        Config journal = settings.ledger().map(PostgresJournal::config).orElse(ConfigFactory.empty());
        Config config = ConfigFactory.parseMap(derived(settings))
                .withFallback(settings.expert())
                .withFallback(journal)
                .withFallback(ConfigFactory.parseResources("node.conf", REQUIRED))
                .withFallback(ConfigFactory.load());
        return withTrainingThreads(config, settings.trainingThreads()).resolve();
    }

    /** @param asked local trainings at a time; 0 = what the configuration says */
    static Config withTrainingThreads(Config config, int asked) {
        int configured = asked > 0 ? asked : config.getInt("assay.training-threads");
        int threads = configured > 0 ? configured : Runtime.getRuntime().availableProcessors();
        return config.withValue(
                "assay.training-dispatcher.thread-pool-executor.fixed-pool-size",
                ConfigValueFactory.fromAnyRef(threads));
    }

    /** A thread for each slot of each GPU. */
    static Config withDeviceThreads(Config config, List<TrainingEngine> engines) {
        long gpus = engines.stream().filter(engine -> engine.device().isGpu()).count();
        return config.withValue(
                "assay.device-dispatcher.thread-pool-executor.fixed-pool-size",
                ConfigValueFactory.fromAnyRef(
                        Math.max(1, gpus * deviceSettings(config).slotsPerGpu())));
    }

    /** @param config with the numbers of threads */
    static DevicePool devices(Config config, List<TrainingEngine> engines) {
        return new DevicePool(
                engines,
                deviceSettings(config),
                config.getInt("assay.training-dispatcher.thread-pool-executor.fixed-pool-size"));
    }

    private static DeviceSettings deviceSettings(Config config) {
        return new DeviceSettings(config.getInt(DEVICES + "slots-per-gpu"), config.getDouble(DEVICES + "memory-guard"));
    }

    private static Map<String, Object> derived(NodeSettings settings) {
        Map<String, Object> derived = new HashMap<>();
        derived.put(ARTERY + "transport", settings.tls().isPresent() ? "tls-tcp" : "tcp");
        derived.put(ARTERY + "canonical.hostname", settings.address().host());
        derived.put(ARTERY + "canonical.port", settings.address().port());
        settings.bindHost().ifPresent(host -> derived.put(ARTERY + "bind.hostname", host));
        derived.put(
                "pekko.cluster.roles",
                settings.roles().stream().map(NodeRole::word).sorted().toList());
        derived.put(DEVICES + "slots-per-gpu", settings.deviceSettings().slotsPerGpu());
        derived.put(DEVICES + "memory-guard", settings.deviceSettings().memoryGuard());
        derived.put("pekko.management.http.hostname", settings.management().host());
        derived.put("pekko.management.http.port", settings.management().port());
        derived.put(
                "pekko.cluster.seed-nodes",
                settings.seedNodes().stream()
                        .map(node -> "pekko://" + SYSTEM + "@" + node)
                        .toList());
        return derived;
    }
}
