package dev.assay.research.program;

import dev.assay.research.frontmatter.FrontMatter;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.JsonSchema;
import dev.assay.research.frontmatter.Problems;
import dev.assay.research.frontmatter.Values;
import dev.assay.research.program.Program.PhaseName;
import dev.assay.research.watchdog.Watchdog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads programs. */
public final class Programs {
    private static final String AS_MANY_AS_THE_AGENT = "same";

    private final FrontMatter matter;
    private final Problems problems;
    private final Values values;

    private Programs(FrontMatter matter, Problems problems) {
        this.matter = matter;
        this.problems = problems;
        this.values = new Values(matter, problems);
    }

    /** Reads a program; throws with every problem that it has. */
    public static Program read(Path file) throws InvalidInput {
        String name = file.toString();
        return parse(FrontMatter.text(file, name), name);
    }

    /**
     * Parses a program's text, for example the one that a campaign has recorded.
     *
     * @param name how messages call the file
     */
    public static Program parse(String text, String name) throws InvalidInput {
        Problems problems = new Problems(name);
        FrontMatter matter = FrontMatter.read(text, JsonSchema.named("program"), problems);
        return new Programs(matter, problems).read();
    }

    private Program read() throws InvalidInput {
        List<PhaseName> phases = phases();
        notAbove("seeds.first", "seeds.full");
        // The incumbent has a score for every seed of the review only if the baseline had.
        notAbove("seeds.full", "seeds.baseline");
        notAbove("watchdog.widen_after", "watchdog.stop_after");
        if (phases.contains(PhaseName.CONTROLS) && !values.has("controls")) {
            values.problem("controls", "is missing: the phases ask for controls");
        }
        problems.throwIfAny();
        return new Program(
                matter.text(),
                matter.prose(),
                phases,
                new Program.Seeds(
                        whole("seeds.baseline"),
                        whole("seeds.first"),
                        whole("seeds.full"),
                        whole("seeds.confirmation")),
                new Program.Keep(number("keep.confidence"), number("keep.min_gain")),
                new Program.Search(text("search.method"), whole("search.batch")),
                new Watchdog(whole("watchdog.widen_after"), whole("watchdog.stop_after")),
                new Program.Crashes(whole("crashes.family_limit")),
                controls(),
                whole("caps.candidates"),
                text("stop_file"));
    }

    private List<PhaseName> phases() {
        List<PhaseName> phases = new ArrayList<>();
        for (String name : values.texts("phases").orElse(List.of())) {
            phases.add(PhaseName.valueOf(name.toUpperCase(Locale.ROOT)));
        }
        List<PhaseName> ordered = phases.stream().sorted().toList();
        if (!phases.isEmpty() && (!phases.equals(ordered) || phases.get(0) != PhaseName.BASELINE)) {
            values.problem(
                    "phases",
                    "must start with baseline and keep the order baseline, calibration, search, controls, confirmation");
        }
        return phases;
    }

    private Optional<Program.Controls> controls() {
        if (!values.has("controls")) {
            return Optional.empty();
        }
        List<Arm> arms = values.texts("controls.arms").orElseThrow().stream()
                .map(name -> Arm.byKey(name).orElseThrow())
                .toList();
        String candidates = text("controls.candidates");
        return Optional.of(new Program.Controls(
                arms,
                candidates.equals(AS_MANY_AS_THE_AGENT)
                        ? OptionalInt.empty()
                        : OptionalInt.of(whole("controls.candidates"))));
    }

    private void notAbove(String smaller, String larger) {
        Optional<Integer> a = values.whole(smaller);
        Optional<Integer> b = values.whole(larger);
        if (a.isPresent() && b.isPresent() && a.get() > b.get()) {
            values.problem(smaller, "is " + a.get() + ", must be at most " + larger + ", which is " + b.get());
        }
    }

    private int whole(String key) {
        return values.whole(key).orElseThrow();
    }

    private double number(String key) {
        return values.number(key).orElseThrow();
    }

    private String text(String key) {
        return values.text(key).orElseThrow();
    }
}
