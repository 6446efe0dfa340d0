package dev.assay.ledger.history;

import dev.assay.research.recipe.Knob;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.recipe.Recipe;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Recipes that differ. */
public final class TestingRecipes {
    public static final List<Recipe> ALL =
            IntStream.range(0, 200).mapToObj(TestingRecipes::recipe).toList();

    private TestingRecipes() {}

    /** The recipe of a number with control variates. */
    public static Recipe scaffold(int number) {
        return ALL.get(number).with(Map.of(Knob.AGGREGATOR, KnobValue.of("scaffold")));
    }

    /** Recipes of different numbers differ in the learning rate. */
    private static Recipe recipe(int number) {
        return Recipe.parse("""
                assay.recipe.v1
                aggregator=fedavg
                architecture=mlp
                lr=0.%s
                cosine_eta_min=1
                momentum=0
                weight_decay=0
                proximal_mu=0
                clip_norm=0
                label_smoothing=0
                batch_size=32
                local_epochs=1
                """.formatted(String.valueOf(1000 + number).replaceAll("0+$", "")));
    }
}
