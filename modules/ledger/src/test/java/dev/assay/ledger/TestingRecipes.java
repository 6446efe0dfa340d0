package dev.assay.ledger;

import dev.assay.research.recipe.Recipe;
import java.util.List;

/** Recipes that differ, for histories written by hand. */
public final class TestingRecipes {
    public static final List<Recipe> ALL =
            List.of(Recipe.parse("a"), Recipe.parse("b"), Recipe.parse("c"), Recipe.parse("d"));

    private TestingRecipes() {}
}
