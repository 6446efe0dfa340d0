package dev.assay.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.it.campaign.AssayProcess;
import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import dev.assay.it.campaign.UndisturbedRun;
import dev.assay.ledger.campaign.CampaignEvent.CampaignFinished;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * In the midst of a campaign, peers that are no members speak to every port of a cluster without TLS, all that its server was
 * told is told to it once more, and a member answers by nonsense: no node ends, and the result is that of the undisturbed run.
 * Of the next campaign that member takes sites, too, and trains none: its trials are those of the other sites.
 *
 * <p>Frames of no, negative and the greatest length are left to {@link EncryptedNodesIT}: without TLS a port does not stand them.
 */
@ExtendWith(UndisturbedRun.Resolver.class)
@Timeout(300)
class HostilePeersIT {
    private static final String LOOPBACK = "127.0.0.1";
    /** Where the server listens, behind relays at the address that the others know; what strangers say here is not recorded. */
    private static final String HIDDEN = "127.0.0.2";

    private static final String ATTACKED = "attacked";
    private static final int MESSAGES = 32;
    private static final int SLOW_ONES = 40;
    private static final int QUORUM = 4;
    private static final int ANSWER_MILLIS = 20;
    private static final String[] REFUSALS = {
        "TOO_LARGE", "WRONG_ADDRESS", "WRONG_KIND", "LATE", "WRONG_TRIAL", "WRONG_SENDER", "TRUNCATED"
    };

    /** What Pekko logs of a message that a serializer did not take: a line, and the stack. */
    private static final Pattern REFUSED =
            Pattern.compile("(?m)^\\S+ ERROR o\\.a\\.p\\.r\\.a\\.Deserializer .*+\\n(?:(?!\\d\\d:\\d\\d:).*+\\n)*+");

    private final Random random = new Random(1);
    private final List<Socket> slow = new ArrayList<>();

    @TempDir
    Path folder;

    private CampaignCluster cluster;
    private List<NodeProcess> nodes;

    @Test
    void noNodeEndsAndNoResultChangesWhateverStrangersAndAMemberSay(UndisturbedRun undisturbed) throws Exception {
        cluster = CampaignCluster.in(folder);
        int seed = cluster.seed("server");
        int transfer = NodeProcess.freePort();
        try (Relay control = Relay.recording(seed, HIDDEN);
                Relay models = Relay.recording(transfer, HIDDEN);
                NodeProcess server = cluster.start(
                        Host.HERE,
                        "server",
                        "server",
                        "assay.node { bind-address = \"" + HIDDEN + "\", transfer-port = " + transfer + " }\n"
                                + "assay.server.owner-patience = 1 s\n");
                NodeProcess one = cluster.client("client-1");
                NodeProcess two = cluster.client("client-2");
                NodeProcess agent = cluster.agent("agent")) {
            nodes = List.of(server, one, two, agent);
            CampaignCluster.awaitUp(nodes);
            try (HostileMember member = HostileMember.joining(seed, ATTACKED, nodes)) {
                server.awaitMembers(members -> isWhole(members.values(), nodes.size() + 1));
                cluster.succeed(agent, SmallCampaign.commandOnCluster());
                awaitRounds(2);
                attack(control, models, transfer);
                awaitEndOf(SmallCampaign.NAME, agent);
                assertThat(member.refusals()).isEmpty();

                cluster.succeed(
                        agent, SmallCampaign.commandOnCluster(ATTACKED, 0, "--set", "budget.min_sites=" + QUORUM));
                awaitEndOf(ATTACKED, agent);
                assertThat(member.refusals()).containsKeys(REFUSALS);
                assertThat(server.members().values()).matches(members -> isWhole(members, nodes.size() + 1));
            }
            assertNodesAreSound();
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        assertAsUndisturbed(undisturbed.ledger());
        assertOthersMadeTheAttackedTrials(Ledger.of(cluster.journal(ATTACKED)));
    }

    private static boolean isWhole(Collection<? extends String> states, int members) {
        return states.size() == members && states.stream().allMatch("Up"::equals);
    }

    private void attack(Relay control, Relay models, int transfer) throws IOException {
        try (Stranger stranger = new Stranger()) {
            for (NodeProcess node : nodes) {
                stranger.shoutAt(node.address(), MESSAGES, random.nextLong());
                sayAll(node.equals(nodes.get(0)) ? HIDDEN : LOOPBACK, node.port(), ArteryWords.nonsense(random));
                sayAll(LOOPBACK, node.management().getPort(), HttpWords.nonsense(random));
            }
            int api =
                    URI.create(CampaignCluster.url(nodes.get(nodes.size() - 1))).getPort();
            sayAll(LOOPBACK, api, HttpWords.nonsense(random));
            saySlowly(LOOPBACK, api);
            saySlowly(HIDDEN, transfer);
            sayAll(HIDDEN, transfer, ArteryWords.nonsense(random));
            sayAll(HIDDEN, transfer, damaged(models.recordings()));
            replay(control, models, transfer);
            awaitRounds(cluster.ledger().count(RoundCompleted.class) + 2);
            replay(control, models, transfer);
            sayDamaged(control);
        }
    }

    /** What was said to the server before, once more. */
    private void replay(Relay control, Relay models, int transfer) throws IOException {
        assertThat(models.recordings()).isNotEmpty();
        sayAll(HIDDEN, cluster.seed("server"), control.recordings());
        sayAll(HIDDEN, transfer, models.recordings());
    }

    private List<byte[]> damaged(List<byte[]> recordings) {
        return recordings.stream()
                .filter(recording -> recording.length > 0)
                .flatMap(recording -> {
                    byte[] flipped = recording.clone();
                    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                    return Stream.of(flipped, Arrays.copyOf(recording, random.nextInt(recording.length)));
                })
                .toList();
    }

    /**
     * Announcements by sites of a trial that has ended, altered in what they announce: without certificates those of a trial
     * that runs could be made to say anything, an altered order could start another trial, and an altered envelope parts nodes.
     */
    private void sayDamaged(Relay control) throws IOException {
        String ended = awaitEndedTrial();
        List<ArteryWords> damaged = control.recordings().stream()
                .filter(recording -> recording.length > 0)
                .map(recording -> ArteryWords.of(recording).damaged("ModelUpdate.v2", ended, random))
                .filter(words -> !words.frames().isEmpty())
                .toList();
        assertThat(damaged).isNotEmpty();
        sayAll(
                HIDDEN,
                cluster.seed("server"),
                damaged.stream().map(ArteryWords::bytes).toList());
    }

    private String awaitEndedTrial() {
        while (true) {
            List<String> ended = cluster.ledger().perTrial(TrialEnded.class).entrySet().stream()
                    .filter(trial -> trial.getValue() > 0)
                    .map(trial -> trial.getKey())
                    .toList();
            if (!ended.isEmpty()) {
                return ended.get(0).substring(ended.get(0).indexOf('|') + 1);
            }
            assertAllAliveAfterMoment();
        }
    }

    /** Requests that never come to their end, and keep nobody out. */
    private void saySlowly(String host, int port) throws IOException {
        for (int i = 0; i < SLOW_ONES; i++) {
            Socket socket = new Socket(host, port);
            socket.getOutputStream().write(HttpWords.order("", "{", 1_000));
            slow.add(socket);
        }
    }

    private static void sayAll(String host, int port, List<byte[]> all) throws IOException {
        for (byte[] words : all) {
            say(host, port, words);
        }
    }

    private static void say(String host, int port, byte[] words) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            OutputStream out = socket.getOutputStream();
            out.write(words);
            out.flush();
            socket.shutdownOutput();
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getInputStream().readNBytes(1 << 16);
        } catch (SocketException | SocketTimeoutException e) {
            // It was cut off, or is not answered: both are fine.
        }
    }

    private void awaitRounds(int rounds) {
        Ledger ledger = cluster.ledger();
        while (ledger.count(RoundCompleted.class) < rounds && ledger.count(CampaignFinished.class) == 0) {
            assertAllAliveAfterMoment();
            ledger = cluster.ledger();
        }
    }

    private void awaitEndOf(String campaign, NodeProcess agent) {
        try (AssayProcess watch = cluster.campaign(agent, List.of("campaign", "watch", campaign))) {
            assertThat(watch.exitStatus()).as(this::transcripts).isZero();
        }
    }

    private void assertAllAliveAfterMoment() {
        assertThat(nodes).as(this::transcripts).allMatch(node -> node.process().isAliveAfterMoment());
    }

    private void assertNodesAreSound() {
        assertAllAliveAfterMoment();
        assertThat(transcripts()).doesNotContain("OutOfMemoryError", "StackOverflowError", "ClassCastException");
        assertThat(REFUSED.matcher(transcripts()).replaceAll("")).doesNotContain("\tat dev.assay");
    }

    private String transcripts() {
        return nodes.stream().map(node -> node.process().transcript()).collect(Collectors.joining("\n=======\n"));
    }

    private void assertAsUndisturbed(Ledger expected) {
        Ledger disturbed = cluster.ledger();
        assertThat(disturbed.trials()).isEqualTo(expected.trials());
        assertThat(disturbed.decisions()).isEqualTo(expected.decisions());
        assertThat(disturbed.reports()).isEqualTo(expected.reports());
    }

    private static void assertOthersMadeTheAttackedTrials(Ledger attacked) {
        assertThat(attacked.all(TrialEnded.class))
                .isNotEmpty()
                .allSatisfy(ended -> assertThat(ended.outcome()).isInstanceOf(Scored.class));
        assertThat(attacked.all(UpdateRefused.class))
                .extracting(UpdateRefused::code)
                .contains(REFUSALS);
        assertThat(attacked.all(RoundCompleted.class))
                .isNotEmpty()
                .allSatisfy(round -> assertThat(round.sites().size()).isBetween(QUORUM, 7));
    }
}
