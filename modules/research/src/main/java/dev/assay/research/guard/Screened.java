package dev.assay.research.guard;

import dev.assay.research.recipe.Recipe;
import java.util.List;
import java.util.Optional;

/**
 * What the guard made of a proposed change.
 *
 * @param recipe what may be tried; empty when it is refused
 * @param violations why it is refused; empty when it is not
 */
public record Screened(Optional<Recipe> recipe, List<Violation> violations) {
    public Screened {
        violations = List.copyOf(violations);
    }
}
