package dev.assay.research.frontmatter;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** An input file cannot be used: all of its problems at once, in the order of its lines. */
public final class InvalidInput extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /** At least one problem. */
    public InvalidInput(Collection<Problem> problems) {
        super(problems.stream().sorted().map(Problem::toString).collect(Collectors.joining("\n")));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("invalid input without a problem");
        }
        this.problems = problems.stream().sorted().toList();
    }

    public List<Problem> problems() {
        return problems;
    }
}
