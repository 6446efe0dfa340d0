package dev.assay.learning.architecture;

import java.util.List;

/** An architecture was described wrongly; names every problem with its place, its value and what is allowed. */
public final class InvalidArchitectureException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final List<String> problems;

    public InvalidArchitectureException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence a problem, at least one. */
    public List<String> problems() {
        return problems;
    }
}
