package dev.assay.it.cluster;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import dev.assay.testkit.task.TestingTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A task whose sites have a file each, the nodes that own one, and small campaigns of it. */
final class FederatedTask {
    static final int SITES = TestingTask.SITES;

    private static final List<String> SETTINGS = List.of(
            "--name",
            SmallCampaign.NAME,
            "--set",
            "program.seeds={baseline: 2, first: 1, full: 2, confirmation: 2}",
            "--set",
            "program.search.batch=2",
            "--set",
            "program.controls={arms: [random], candidates: 1}",
            "--set",
            "program.keep={confidence: 0.51, min_gain: 0}",
            "--max-candidates",
            "2");

    private final Path folder;
    private final Path all;
    private final Path profile;

    private FederatedTask(Path folder, Path all, Path profile) {
        this.folder = folder;
        this.all = all;
        this.profile = profile;
    }

    static FederatedTask in(Path folder) throws IOException {
        return in(folder, task -> task);
    }

    /** @param change of its profile */
    static FederatedTask in(Path folder, UnaryOperator<TestingTask> change) throws IOException {
        Path all = Files.createDirectory(folder.resolve("all"));
        TestingTask task = change.apply(TestingTask.writeBySite(all));
        Path profile = Files.createDirectory(folder.resolve("task"));
        Files.writeString(profile.resolve("profile.md"), task.profileText());
        return new FederatedTask(folder, all, profile);
    }

    /** As the ledger names it. */
    static String nameOf(int site) {
        return "centre-" + (site + 1);
    }

    /** The client that serves a site, and nobody else. */
    static String ownerOf(int site) {
        return "client-" + (site + 1);
    }

    /** A folder with the file of one site. */
    Path only(int site) {
        Path own = folder.resolve(nameOf(site));
        try {
            if (!Files.exists(own)) {
                Files.createDirectory(own);
                Files.copy(all.resolve(TestingTask.fileOf(site)), own.resolve(TestingTask.fileOf(site)));
            }
            return own;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Settings of the node that owns a site. */
    String owner(int site) {
        return "assay.node { data = [\"" + only(site) + "\"], sites { testing = [\"" + nameOf(site) + "\"] } }\n";
    }

    /** Settings of a node that has the files of all sites. */
    String everything() {
        return "assay.node.data = [\"" + all + "\"]\n";
    }

    /** The command that starts a campaign of it on a cluster. */
    List<String> order(String... more) {
        return command(Stream.of("campaign", "start"), more);
    }

    private List<String> command(Stream<String> start, String... more) {
        return Stream.of(start, Stream.of(profile.toString()), SETTINGS.stream(), Stream.of(more))
                .flatMap(part -> part)
                .toList();
    }

    /**
     * Has a campaign of it run to its end, with a client for each site.
     *
     * @param policies further settings of the owners, by site
     */
    void runOn(CampaignCluster cluster, IntFunction<String> policies) {
        List<NodeProcess> nodes = new ArrayList<>(List.of(cluster.server()));
        try {
            for (int site = 0; site < SITES; site++) {
                nodes.add(cluster.client(ownerOf(site), owner(site) + policies.apply(site)));
            }
            NodeProcess agent = cluster.agent("agent");
            nodes.add(agent);
            CampaignCluster.awaitUp(nodes);
            cluster.succeed(agent, order());
            cluster.succeed(agent, List.of("campaign", "watch", SmallCampaign.NAME));
        } finally {
            nodes.forEach(NodeProcess::close);
        }
    }

    /** The ledger of the same campaign in one process that has all files. */
    Ledger together(String... more) {
        List<String> command = command(Stream.of("simulate", "--runs", "runs", "--data", all.toString()), more);
        try (AssayProcess process = AssayProcess.start(folder, command)) {
            process.expectExit(0);
        }
        return Ledger.of(SmallCampaign.run(folder));
    }
}
