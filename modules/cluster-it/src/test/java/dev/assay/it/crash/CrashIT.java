package dev.assay.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.it.campaign.Ledger;
import dev.assay.it.campaign.SmallCampaign;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.TrialEnded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the real process and lets it go on, again and again: nothing that was stored is lost, nothing is done or counted
 * twice, and the campaign ends as one that nobody killed.
 *
 * <p>{@code -Dassay.crash.kills=100} asks for more kills than the few of every build; from 80 on, every point has its turn.
 */
@Timeout(3600)
class CrashIT {
    private static final int KILLS = Integer.getInteger("assay.crash.kills", 12);
    private static final long SEED = Long.getLong("assay.crash.seed", 1);
    /** Points whose name matches; a kill at one of them can so be repeated alone. */
    private static final String POINTS = System.getProperty("assay.crash.points", ".*");
    /** About as long as a process lives that nobody kills. */
    private static final int LONGEST_MILLIS = 9_000;

    private static final int WIDEST = 3;

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final KillTable table = new KillTable(System.out);

    @AfterEach
    void print() {
        table.wentOn("");
        System.out.println(table.kills() + " kills, seed " + SEED);
    }

    @Test
    void endsAsUndisturbedWhereverItIsKilled() throws IOException {
        Path calm = Files.createDirectory(folder.resolve("calm"));
        Ledger undisturbed = CrashCampaign.undisturbed(calm);
        assertHasEveryKind(undisturbed);
        List<Target> left = chosen();
        int randomKills = KILLS - left.size();
        CrashedRun run = null;
        for (int processes = 0; !left.isEmpty() || randomKills > 0; processes++) {
            if (run == null) {
                run = new CrashedRun(
                        Files.createDirectory(folder.resolve("crashed-" + processes)),
                        undisturbed,
                        SmallCampaign.run(calm),
                        table);
            }
            boolean atRandom = randomKills > 0 && (left.isEmpty() || processes % 5 == 4);
            CrashedRun.Outcome outcome = run.advance(
                    atRandom ? List.of() : left,
                    atRandom ? OptionalLong.of(random.nextInt(LONGEST_MILLIS)) : OptionalLong.empty(),
                    1 + random.nextInt(WIDEST));
            if (outcome.target().isPresent()) {
                left.remove(outcome.target().get());
            } else if (outcome.killed()) {
                randomKills--;
            } else {
                run.assertFinished();
                if (run.kills() == 0 && !atRandom) {
                    left = again(left);
                }
                run = null;
            }
        }
        if (run != null) {
            run.advance(List.of(), OptionalLong.empty(), 1);
            run.assertFinished();
        }
    }

    /** Every point, each at some of its times, and some again with a file that is damaged after the kill; or a part of them. */
    private List<Target> chosen() {
        List<Target> all = new ArrayList<>();
        KillPoints.ofCampaign().forEach(point -> all.add(target(point, Damage.NONE)));
        KillPoint stored = KillPoints.after(RoundCompleted.class);
        List.of(Damage.HALF, Damage.FLIPPED, Damage.GONE).forEach(damage -> all.add(target(stored, damage)));
        all.stream()
                .filter(target -> target.point().name().matches("(checkpoint|final model): renamed"))
                .toList()
                .forEach(target -> all.add(target(target.point(), Damage.HALF)));
        all.removeIf(target -> !target.toString().matches(POINTS));
        int named = Math.min(all.size(), Math.max(1, KILLS * 5 / 6));
        return new ArrayList<>(IntStream.range(0, named)
                .mapToObj(index -> all.get(index * all.size() / named))
                .toList());
    }

    private Target target(KillPoint point, Damage damage) {
        return new Target(point, 1 + random.nextInt(point.often()), damage);
    }

    /** A whole campaign did not come by any of them that often. What only a resume comes by needs something to resume. */
    private static List<Target> again(List<Target> left) {
        List<Target> again = new ArrayList<>(left.stream().map(Target::first).toList());
        if (left.stream().allMatch(target -> target.point().whileResuming())) {
            again.add(new Target(KillPoints.after(TrialEnded.class), 2, Damage.NONE));
            again.add(new Target(KillPoints.after(RoundCompleted.class), 2, Damage.NONE));
        } else {
            assertThat(again).as("never reached").isNotEqualTo(left);
        }
        return again;
    }

    private static void assertHasEveryKind(Ledger undisturbed) {
        assertThat(KillPoints.kinds()
                        .filter(kind -> undisturbed.count(kind) == 0)
                        .filter(kind -> !KillPoints.NEVER_STORED.containsKey(kind))
                        .filter(kind -> !KillPoints.ELSEWHERE.contains(kind)))
                .as("kinds of events that this campaign should have")
                .isEmpty();
    }
}
