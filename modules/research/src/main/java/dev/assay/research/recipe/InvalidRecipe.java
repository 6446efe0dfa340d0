package dev.assay.research.recipe;

import java.util.List;

/** Values that do not make a recipe. */
public final class InvalidRecipe extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    public InvalidRecipe(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
