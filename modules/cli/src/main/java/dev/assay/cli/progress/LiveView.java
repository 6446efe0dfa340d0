package dev.assay.cli.progress;

import dev.assay.learning.metric.Direction;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Phase;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import dev.assay.research.program.Arm;
import dev.assay.research.program.Program;
import dev.assay.research.program.Programs;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

/** A picture of the campaign that is drawn over itself, below the lines of what has happened. */
public final class LiveView implements ProgressView {
    private static final String CLEAR_BELOW = "\r\u001b[J";
    private static final int BAR = 20;
    private static final int MOST_TRIALS = 8;

    private final PrintWriter out;
    private final int columns;
    private final TimeLeft timeLeft = new TimeLeft(System.nanoTime());
    private Optional<Profile> profile = Optional.empty();
    private Optional<Program> program = Optional.empty();
    private int drawn;

    /** @param columns width of the terminal; the picture is cut to it, because a wrapped line could not be drawn over */
    public LiveView(PrintWriter out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    @Override
    public void onEvent(CampaignEvent event, CampaignState state) {
        timeLeft.onEvent(event);
        EventLines.line(event, state).ifPresent(this::onNotice);
    }

    @Override
    public void onNotice(String line) {
        erase();
        out.println(line);
        out.flush();
    }

    @Override
    public void onTick(CampaignState state, SortedMap<String, Integer> rounds) {
        if (state.start().isEmpty()) {
            return;
        }
        erase();
        List<String> lines = picture(state, rounds);
        lines.forEach(line -> out.println(cut(line)));
        out.flush();
        drawn = lines.size();
    }

    @Override
    public void close() {
        erase();
        out.flush();
    }

    private List<String> picture(CampaignState state, SortedMap<String, Integer> rounds) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "%s  %s  %d of %d candidates  %s",
                profile(state).task(),
                state.phase().name().toLowerCase(Locale.ROOT),
                state.candidates(Arm.AGENT).size(),
                state.start().orElseThrow().maxCandidates(),
                timeLeft.words(state, program(state), System.nanoTime())));
        best(state, profile(state).metric().direction()).ifPresent(lines::add);
        rounds.entrySet().stream()
                .limit(MOST_TRIALS)
                .map(trial -> bar(
                        trial.getKey(),
                        trial.getValue(),
                        profile(state).budget().rounds()))
                .forEach(lines::add);
        return lines;
    }

    private static Optional<String> best(CampaignState state, Direction direction) {
        if (state.phase() == Phase.BASELINE || state.candidates().isEmpty()) {
            return Optional.empty();
        }
        CandidateRecord incumbent = state.record(state.incumbent());
        double score = incumbent.review().orElseThrow().score();
        double baseline = state.record(0).review().orElseThrow().score();
        return Optional.of(String.format(
                Locale.ROOT,
                "best  %s  %.4f  (baseline %.4f, gain %+.4f)",
                Candidate.name(state.incumbent()),
                score,
                baseline,
                direction.gain(score, baseline)));
    }

    private static String bar(String trialId, int done, int rounds) {
        int full = Math.min(BAR, done * BAR / rounds);
        String name = trialId.substring(trialId.indexOf('/') + 1);
        return String.format(
                Locale.ROOT, "  %-16s %s%s %d/%d rounds", name, "#".repeat(full), ".".repeat(BAR - full), done, rounds);
    }

    private Profile profile(CampaignState state) {
        if (profile.isEmpty()) {
            try {
                profile = Optional.of(Profiles.parse(state.start().orElseThrow().profileText(), "profile"));
            } catch (InvalidInput e) {
                throw new IllegalStateException("a campaign runs under a profile that is not valid", e);
            }
        }
        return profile.get();
    }

    private Program program(CampaignState state) {
        if (program.isEmpty()) {
            try {
                program = Optional.of(Programs.parse(state.start().orElseThrow().programText(), "program"));
            } catch (InvalidInput e) {
                throw new IllegalStateException("a campaign runs under a program that is not valid", e);
            }
        }
        return program.get();
    }

    private void erase() {
        if (drawn > 0) {
            out.print("\u001b[" + drawn + "A");
        }
        out.print(CLEAR_BELOW);
        drawn = 0;
    }

    private String cut(String line) {
        return line.length() < columns ? line : line.substring(0, Math.max(columns - 1, 0));
    }
}
