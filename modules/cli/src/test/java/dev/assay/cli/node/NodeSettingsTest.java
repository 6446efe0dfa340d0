package dev.assay.cli.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import dev.assay.cli.Home;
import dev.assay.client.device.DeviceSettings;
import dev.assay.client.policy.SitePolicy;
import dev.assay.learning.training.DeviceChoice;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeSettingsTest {
    private static final String SEEDS = "assay.node.seed-nodes = [\"127.0.0.1:25520\"]\n";

    @TempDir
    Path folder;

    @Test
    void aClientNeedsNothingButToKnowWhereTheClusterIs() throws Exception {
        NodeSettings settings = read(SEEDS, NodeRole.CLIENT);

        assertThat(settings.seedNodes()).containsExactly(new Endpoint("127.0.0.1", 25_520));
        assertThat(settings.address()).isEqualTo(new Endpoint("127.0.0.1", 25_520));
        assertThat(settings.management()).isEqualTo(new Endpoint("127.0.0.1", 7_626));
        assertThat(settings.ledger()).isEmpty();
        assertThat(settings.joinTimeout()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void aClientOpensNoLedgerEvenIfTheFileHasOne() throws Exception {
        String text = SEEDS + "assay.ledger.host = nowhere.invalid\n";

        assertThat(read(text, NodeRole.CLIENT).ledger()).isEmpty();
        assertThat(journalOf(text, NodeRole.CLIENT)).isEmpty();
        assertThat(journalOf(text, NodeRole.AGENT)).isEqualTo("jdbc-journal");
        assertThat(read(text, NodeRole.AGENT).ledger())
                .hasValueSatisfying(ledger -> assertThat(ledger.host()).isEqualTo("nowhere.invalid"));
    }

    @Test
    void anAgentTakesCommandsOnLoopbackWhereItIsToldToAndNeedsATokenForThat() throws Exception {
        String ledger = SEEDS + "assay.ledger.host = nowhere.invalid\n";

        assertThat(read(ledger, NodeRole.AGENT).api()).isEmpty();
        assertThat(read(ledger + "assay.node.api.token-file = token\n", NodeRole.AGENT)
                        .api())
                .hasValue(new ApiSettings(new Endpoint("127.0.0.1", 7_640), Path.of("token")));
        assertThat(refusal(ledger + "assay.node.api { port = many, tokens = x }\n", NodeRole.AGENT))
                .contains("assay.node.api.port", "assay.node.api.tokens: is not known")
                .contains("assay.node.api.token-file: is missing");
    }

    @Test
    void aClientServesAndLetsOutWhatItsOperatorSays() throws Exception {
        NodeSettings settings = read(SEEDS + """
                assay.node {
                  sites { heart = [cleveland, 3] }
                  policy {
                    campaigns = ["heart-*"], architectures = [linear], clip-norm = 1.5, noise-multiplier = 4
                    delta = 1e-5, max-epsilon = 10, account = account.tsv
                  }
                }
                """, NodeRole.CLIENT);

        assertThat(settings.sites().byTask()).isEqualTo(Map.of("heart", Set.of("cleveland", "3")));
        assertThat(settings.policy())
                .isEqualTo(new SitePolicy(
                        List.of("heart-*"),
                        Set.of("linear"),
                        OptionalDouble.empty(),
                        Optional.of(new SitePolicy.Clipping(
                                1.5,
                                Optional.of(new SitePolicy.Noise(
                                        4, 1e-5, OptionalDouble.of(10), Path.of("account.tsv")))))));
        assertThat(read(SEEDS, NodeRole.CLIENT).policy()).isEqualTo(SitePolicy.NONE);
    }

    @Test
    void policyThatSaysNothingClearIsRefused() {
        assertThat(refusal(SEEDS + """
                        assay.node {
                          sites { heart = [] }
                          policy { campaigns = [], architectures = [cnnn], max-norm = 1, clip-norm = -1, noise-multiplier = 2 }
                        }
                        """, NodeRole.CLIENT))
                .contains("assay.node.sites.heart: must be a list")
                .contains("assay.node.policy.campaigns: allows nothing")
                .contains("assay.node.policy.architectures: has 'cnnn', each must be one of")
                .contains("assay.node.policy.clip-norm: is '-1', must be a number above 0")
                .contains("assay.node.policy.max-norm: cannot be set beside")
                .contains("assay.node.policy.delta: is missing", "assay.node.policy.account: is missing");
        assertThat(refusal(SEEDS + "assay.node.policy { clip-norm = 1, delta = 0.1, max-norn = 3 }\n", NodeRole.CLIENT))
                .contains("assay.node.policy.delta: means nothing without assay.node.policy.noise-multiplier")
                .contains("assay.node.policy.max-norn: is not known");
    }

    @Test
    void refusesWhoWritesEventsWithoutALedger() {
        assertThat(refusal(SEEDS, NodeRole.AGENT)).contains("assay.ledger: is missing: role agent writes events");
        assertThat(refusal(SEEDS, NodeRole.SERVER, NodeRole.CLIENT))
                .contains("assay.ledger: is missing: role server", "assay.node.blobs: is missing");
    }

    @Test
    void namesEverythingThatIsWrongWithItsPlace() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        String refusal = refusal("""
                assay.node {
                  port = 65536
                  adress = "10.0.0.1"
                  seed-nodes = ["127.0.0.1", "127.0.0.1:0", "127.0.0.1:25520"]
                  join-timeout = soon
                  data = ["%1$s/none"]
                  blobs = "%1$s/file"
                  training-threads = many
                  json-logs = perhaps
                  management { port = -1, path = x }
                  tls { ca = "ca.pem", key = [] }
                }
                assay.ledger.port = 0
                akka.loglevel = INFO
                pekko.cluster.roles = [server]
                """.formatted(folder), NodeRole.SERVER);

        assertThat(refusal.lines().map(line -> line.replace(folder + "/", "")))
                .anyMatch(line -> line.matches("node.conf:2 assay.node.port: is '65536', must be 0 to 65535"))
                .anyMatch(line -> line.startsWith("node.conf:3 assay.node.adress: is not known; allowed are [address,"))
                .anyMatch(line -> line.contains("node.conf:4 assay.node.seed-nodes: has '127.0.0.1', each must be"))
                .anyMatch(line -> line.contains("node.conf:4 assay.node.seed-nodes: has '127.0.0.1:0'"))
                .anyMatch(line -> line.startsWith("node.conf:5 assay.node.join-timeout: is 'soon', must be a duration"))
                .anyMatch(line -> line.matches("node.conf:6 assay.node.data: has 'none', which is not a folder"))
                .anyMatch(line -> line.matches("node.conf:7 assay.node.blobs: is 'file', which is not a folder"))
                .anyMatch(line -> line.startsWith("node.conf:8 assay.node.training-threads: is 'many', must be 0 to"))
                .anyMatch(line -> line.startsWith("node.conf:9 assay.node.json-logs: is 'perhaps', must be true or"))
                .anyMatch(line -> line.startsWith("node.conf:10 assay.node.management.port: is '-1'"))
                .anyMatch(line -> line.startsWith("node.conf:10 assay.node.management.path: is not known"))
                .anyMatch(line -> line.startsWith("node.conf assay.node.tls.certificate: is missing"))
                .anyMatch(line -> line.startsWith("node.conf:11 assay.node.tls.key: must be a text"))
                .anyMatch(line -> line.startsWith("node.conf:13 assay.ledger.port: is 0, must be 1 to 65535"))
                .anyMatch(line -> line.startsWith("node.conf:14 akka: is not known"))
                .anyMatch(line -> line.startsWith("node.conf:15 pekko.cluster.roles: follows from --role"))
                .hasSize(16);
    }

    @Test
    void refusesAnUnencryptedNodeThatOtherMachinesReach() throws Exception {
        String open = SEEDS + "assay.node.address = \"192.0.2.7\"\n";
        String bound = SEEDS + "assay.node.bind-address = \"0.0.0.0\"\n";

        assertThat(refusal(open, NodeRole.CLIENT))
                .contains("assay.node.address: is 192.0.2.7, which other machines reach, without encryption");
        assertThat(refusal(bound, NodeRole.CLIENT)).contains("assay.node.bind-address: is 0.0.0.0, which other");
        assertThat(refusal(SEEDS + "assay.node.address = \"0.0.0.0\"\n", NodeRole.CLIENT))
                .contains("which no other node can reach");
        String insecure = "assay.node.allow-insecure = true\n";
        assertThat(read(open + insecure, NodeRole.CLIENT).tls()).isEmpty();
        assertThat(read(bound + insecure, NodeRole.CLIENT).bindHost()).contains("0.0.0.0");
        assertThat(read(open + "assay.node.tls { ca = a, certificate = b, key = c }\n", NodeRole.CLIENT)
                        .tls())
                .isPresent();
    }

    @Test
    void refusesAFileThatIsNotThereOrNotHocon() throws IOException {
        assertThat(refusalOf(folder.resolve("none.conf"), NodeRole.CLIENT)).contains("there is no such file");
        assertThat(refusal("assay.node {\n  port = \n", NodeRole.CLIENT)).contains("node.conf:");
        assertThat(refusal("assay.node.name = ${NO_SUCH_VARIABLE_HERE}\n", NodeRole.CLIENT))
                .contains("NO_SUCH_VARIABLE_HERE");
        assertThat(refusal("assay.node = 3\n", NodeRole.CLIENT)).contains("assay.node: must be an object");
    }

    @ParameterizedTest
    @CsvSource({
        "server, SERVER",
        "client-1, CLIENT",
        "client-2, CLIENT",
        "client-3, CLIENT",
        "client-four-gpus, CLIENT",
        "client-per-gpu, CLIENT",
        "agent, AGENT"
    })
    void takesTheShippedExamples(String name, NodeRole role) throws Exception {
        Path file = Home.folder().resolve("conf").resolve("cluster").resolve(name + ".conf");
        NodeSettings settings = NodeSettings.read(file, Set.of(role));

        assertThat(settings.seedNodes())
                .containsExactly(new Endpoint("127.0.0.1", 25_520), new Endpoint("127.0.0.1", 25_524));
        assertThat(settings.name())
                .hasValueSatisfying(given -> assertThat(given).startsWith(role.word()));
        assertThat(settings.ledger()).matches(ledger -> ledger.isPresent() == role.needsLedger());
    }

    @Test
    void theExamplesForGpusDoNotStartWithoutThem() throws Exception {
        Path cluster = Home.folder().resolve("conf").resolve("cluster");
        NodeSettings all = NodeSettings.read(cluster.resolve("client-four-gpus.conf"), Set.of(NodeRole.CLIENT));
        NodeSettings one = NodeSettings.read(cluster.resolve("client-per-gpu.conf"), Set.of(NodeRole.CLIENT));

        assertThat(all.devices()).isEqualTo(new DeviceChoice(DeviceChoice.Kind.GPU, List.of(0, 1, 2, 3)));
        assertThat(one.devices()).isEqualTo(new DeviceChoice(DeviceChoice.Kind.GPU, List.of()));
        assertThat(one.address().port()).isZero();
        assertThat(one.management().port()).isZero();
    }

    @Test
    void trainsOnWhatItFindsUnlessItIsToldOtherwise() throws Exception {
        assertThat(read(SEEDS, NodeRole.CLIENT).devices()).isEqualTo(DeviceChoice.AUTO);
        assertThat(read(SEEDS, NodeRole.CLIENT).deviceSettings()).isEqualTo(DeviceSettings.DEFAULT);

        String devices =
                SEEDS + "assay.node.devices { kind = gpu, only = [3, 1], slots-per-gpu = 4, memory-guard = 0.5 }";
        NodeSettings given = read(devices, NodeRole.CLIENT);
        assertThat(given.devices()).isEqualTo(new DeviceChoice(DeviceChoice.Kind.GPU, List.of(1, 3)));
        assertThat(given.deviceSettings()).isEqualTo(new DeviceSettings(4, 0.5));
        assertThat(NodeConfig.of(given).getInt("assay.devices.slots-per-gpu")).isEqualTo(4);
        assertThat(NodeConfig.of(given).getDouble("assay.devices.memory-guard")).isEqualTo(0.5);
    }

    @Test
    void refusesDevicesThatMeanNothing() {
        assertThat(refusal(
                        SEEDS
                                + "assay.node.devices { kind = tpu, only = [first], slots-per-gpu = 0, memory-guard = 1.5 }",
                        NodeRole.CLIENT))
                .contains("assay.node.devices.kind: is 'tpu', must be one of auto, cpu, gpu")
                .contains("assay.node.devices.only: has 'first'")
                .contains("assay.node.devices.slots-per-gpu: is '0', must be 1 to 16")
                .contains("assay.node.devices.memory-guard: is '1.5', must be a number above 0, at most 1");
        assertThat(refusal(SEEDS + "assay.node.devices { kind = cpu, only = [0] }", NodeRole.CLIENT))
                .contains("assay.node.devices.only: is [0], and names GPUs where kind is cpu");
        assertThat(refusal(SEEDS + "assay.node.devices { slots = 2 }", NodeRole.CLIENT))
                .contains("assay.node.devices.slots: is not known");
    }

    @Test
    void settingsOfTheNodesPartsAreHeldToTheirDefaultsKind() throws Exception {
        assertThat(refusal(SEEDS + """
                                assay.client { device-patience = soon, memory-attempts = 0, memory-attemps = 3 }
                                assay.server.lost-patience = -1 s
                                assay.agent.width = 0
                                assay.transfer.fetches = many
                                """, NodeRole.CLIENT))
                .contains("assay.client.device-patience: is 'soon', must be a duration of at least 1 ms")
                .contains("assay.client.memory-attempts: is '0', must be 1 to")
                .contains("assay.client.memory-attemps: is not known")
                .contains("assay.server.lost-patience: is '-1 s'")
                .contains("assay.agent.width: is '0', must be 1 to")
                .contains("assay.transfer.fetches: is 'many'");

        NodeSettings settings = read(SEEDS + "assay.client.device-patience = 2 hours\n", NodeRole.CLIENT);
        assertThat(NodeConfig.of(settings).getDuration("assay.client.device-patience"))
                .isEqualTo(Duration.ofHours(2));
    }

    @Test
    void theShippedServerAndAgentAreThereToBeJoined() throws Exception {
        List<Endpoint> joined = new ArrayList<>();
        for (String name : List.of("server", "agent", "federated/server", "federated/agent")) {
            Path file = Home.folder().resolve("conf").resolve("cluster").resolve(name + ".conf");
            NodeSettings settings = NodeSettings.read(file, Set.of(NodeRole.CLIENT));
            assertThat(settings.seedNodes()).contains(settings.address()).hasSize(2);
            joined.add(settings.address());
        }
        assertThat(Set.copyOf(joined)).hasSize(2);
    }

    @Test
    void takesTheShippedFederation() throws Exception {
        Path folder = Home.folder().resolve("conf/cluster/federated");
        List<Integer> ports = new ArrayList<>();
        for (String site : List.of("cleveland", "hungarian", "switzerland", "va")) {
            NodeSettings settings =
                    NodeSettings.read(folder.resolve("client-" + site + ".conf"), Set.of(NodeRole.CLIENT));
            assertThat(settings.sites().byTask()).isEqualTo(Map.of("heart", Set.of(site)));
            ports.add(settings.address().port());
            ports.add(settings.management().port());
        }
        for (NodeRole role : List.of(NodeRole.SERVER, NodeRole.AGENT)) {
            NodeSettings settings = NodeSettings.read(folder.resolve(role.word() + ".conf"), Set.of(role));
            ports.add(settings.address().port());
            ports.add(settings.management().port());
        }

        assertThat(ports).doesNotHaveDuplicates().hasSize(12);
    }

    @Test
    void theShippedExamplesFitOnOneMachine() throws Exception {
        List<Integer> ports = new ArrayList<>();
        for (String name : List.of("server", "client-1", "client-2", "client-3", "agent")) {
            Path file = Home.folder().resolve("conf").resolve("cluster").resolve(name + ".conf");
            NodeSettings settings = NodeSettings.read(file, Set.of(NodeRole.CLIENT));
            ports.add(settings.address().port());
            ports.add(settings.management().port());
        }

        assertThat(ports).doesNotHaveDuplicates();
    }

    @Test
    void namesTheFileInWhichAValueStands() throws Exception {
        Files.writeString(folder.resolve("shared.conf"), "\nassay.node.join-timeout = 0 s\n");

        assertThat(refusal("include required(\"shared.conf\")\n" + SEEDS, NodeRole.CLIENT))
                .contains("shared.conf:2 assay.node.join-timeout: is '0 s'");
    }

    @Test
    void fileGoesBeforeTheShippedSettingsAndOursBeforeTheFile() throws Exception {
        NodeSettings settings = read(
                SEEDS + "pekko.cluster.split-brain-resolver.stable-after = 9 s\nassay.node.training-threads = 3\n",
                NodeRole.CLIENT);
        Config config = NodeConfig.of(settings);

        assertThat(config.getDuration("pekko.cluster.split-brain-resolver.stable-after"))
                .isEqualTo(Duration.ofSeconds(9));
        assertThat(config.getString("pekko.cluster.split-brain-resolver.active-strategy"))
                .isEqualTo("keep-majority");
        assertThat(config.getStringList("pekko.cluster.roles")).containsExactly("client");
        assertThat(config.getStringList("pekko.cluster.seed-nodes"))
                .isEqualTo(List.of("pekko://assay@127.0.0.1:25520"));
        assertThat(config.getInt("assay.training-dispatcher.thread-pool-executor.fixed-pool-size"))
                .isEqualTo(3);
        assertThat(config.getString("pekko.remote.artery.transport")).isEqualTo("tcp");
    }

    private String journalOf(String text, NodeRole role) throws IOException, InvalidInput {
        return NodeConfig.of(read(text, role)).getString("pekko.persistence.journal.plugin");
    }

    private NodeSettings read(String text, NodeRole... roles) throws IOException, InvalidInput {
        return NodeSettings.read(file(text), Set.of(roles));
    }

    private String refusal(String text, NodeRole... roles) {
        try {
            return refusalOf(file(text), roles);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String refusalOf(Path file, NodeRole... roles) {
        InvalidInput refused =
                catchThrowableOfType(InvalidInput.class, () -> NodeSettings.read(file, EnumSet.copyOf(List.of(roles))));
        assertThat(refused).as("was taken").isNotNull();
        return refused.getMessage();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("node.conf"), text);
    }
}
