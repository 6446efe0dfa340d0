package dev.assay.research.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.strategy.LocalCompute;
import dev.assay.learning.strategy.ServerRule;
import dev.assay.learning.strategy.Weighting;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {
    private static final Recipe BASE = recipe(Map.of());

    private static KnobValue value(Knob knob, String text) {
        return KnobValue.parse(knob, text);
    }

    private static Recipe recipe(Map<Knob, KnobValue> more) {
        try {
            return Recipe.of(Map.of(Knob.ARCHITECTURE, KnobValue.of("mlp"), Knob.LOCAL_EPOCHS, KnobValue.of(2)))
                    .with(more);
        } catch (InvalidRecipe e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void hasAGoldenCanonicalTextAndDigest() {
        assertThat(BASE.canonical()).isEqualTo("""
                        assay.recipe.v1
                        aggregator=fedavg
                        architecture=mlp
                        lr=0.05
                        cosine_eta_min=1
                        momentum=0
                        weight_decay=0
                        proximal_mu=0
                        clip_norm=0
                        label_smoothing=0
                        batch_size=32
                        local_epochs=2
                        """);
        // printf of the text above | sha256sum
        assertThat(BASE.digest().hex()).isEqualTo("f1f847ce3d66c11d07e5fd54fdff07ca182f3b81678e223f3181f3bde877312c");
        assertThat(Recipe.parse(BASE.canonical())).isEqualTo(BASE);
    }

    @Test
    void aWeightingOutlastsTheServerRuleAndIsWrittenUnlessNeutral() {
        Recipe rows = BASE.with(Map.of(Knob.WEIGHTING, value(Knob.WEIGHTING, "rows")));
        Recipe adam = rows.with(Map.of(Knob.AGGREGATOR, value(Knob.AGGREGATOR, "fedadam")));
        Recipe median = rows.with(Map.of(Knob.AGGREGATOR, value(Knob.AGGREGATOR, "median")));

        assertThat(BASE.weighting()).isEqualTo(Weighting.STEPS);
        assertThat(rows.canonical()).contains("aggregator=fedavg\nweighting=rows\n");
        assertThat(Recipe.parse(rows.canonical())).isEqualTo(rows);
        assertThat(adam.weighting()).isEqualTo(Weighting.ROWS);
        assertThat(median.value(Knob.WEIGHTING)).isEmpty();
        assertThat(BASE.changesFrom(rows)).isEqualTo("weighting=steps");
        assertThat(adam.changesFrom(rows)).contains("beta1=").doesNotContain("bias_correction");
    }

    @Test
    void aWeightingComesBackWithTheNextMean() {
        Recipe baseline = BASE.with(Map.of(Knob.WEIGHTING, value(Knob.WEIGHTING, "rows")));
        Recipe median = baseline.with(Map.of(Knob.AGGREGATOR, value(Knob.AGGREGATOR, "median")));
        Map<Knob, KnobValue> momentum = Map.of(Knob.AGGREGATOR, value(Knob.AGGREGATOR, "fedavgm"));

        assertThat(median.with(momentum, baseline).weighting()).isEqualTo(Weighting.ROWS);
        assertThat(BASE.with(momentum, baseline).weighting()).isEqualTo(Weighting.STEPS);
    }

    @Test
    void equalStepsWeighAllSitesAlike() {
        Recipe steps = BASE.with(Map.of(Knob.LOCAL_STEPS, value(Knob.LOCAL_STEPS, "5")));
        Map<Knob, KnobValue> alike = Map.of(Knob.WEIGHTING, value(Knob.WEIGHTING, "sites"));

        assertThat(steps.with(alike).digest()).isEqualTo(steps.digest());
        assertThat(BASE.with(alike).digest()).isNotEqualTo(BASE.digest());
    }

    @Test
    void namingANeutralValueChangesNothing() {
        Recipe named = BASE.with(Map.of(Knob.MOMENTUM, value(Knob.MOMENTUM, "0.0"), Knob.LR, value(Knob.LR, "5e-2")));

        assertThat(named).isEqualTo(BASE);
        assertThat(named.digest()).isEqualTo(BASE.digest());
        assertThat(named.changesFrom(BASE)).isEqualTo("no change");
    }

    @Test
    void knobsWithoutEffectAreDropped() {
        Recipe changed = BASE.with(Map.of(Knob.SERVER_MOMENTUM, value(Knob.SERVER_MOMENTUM, "0.9")));

        assertThat(changed).isEqualTo(BASE);
    }

    @Test
    void aNewServerRuleBringsItsKnobsAndTakesTheOldOnesAway() {
        Recipe momentum = BASE.with(Map.of(
                Knob.AGGREGATOR, KnobValue.of("fedavgm"),
                Knob.SERVER_MOMENTUM, KnobValue.of(0.6),
                Knob.LR, KnobValue.of(0.1)));

        assertThat(momentum.serverRule()).isEqualTo(new ServerRule.FedAvgM(1, 0.6));
        assertThat(momentum.changesFrom(BASE)).isEqualTo("aggregator=fedavgm server_lr=1 server_momentum=0.6 lr=0.1");
        Recipe adam =
                momentum.with(Map.of(Knob.AGGREGATOR, KnobValue.of("fedadagrad"), Knob.SERVER_LR, KnobValue.of(0.01)));
        assertThat(adam.value(Knob.SERVER_MOMENTUM)).isEmpty();
        assertThat(adam.value(Knob.BETA2)).isEmpty();
        assertThat(adam.serverRule())
                .isEqualTo(new ServerRule.FedOpt(ServerRule.Adaptive.ADAGRAD, 0.01, 0.9, 0, 0.001));
    }

    @Test
    void anotherServerRuleTakesOverNoKnobOfTheOldOne() {
        Recipe momentum = BASE.with(Map.of(Knob.AGGREGATOR, KnobValue.of("fedavgm"), Knob.SERVER_LR, KnobValue.of(2)));

        Recipe adam = momentum.with(Map.of(
                Knob.AGGREGATOR,
                KnobValue.of("fedadam"),
                Knob.BETA1,
                KnobValue.of(0.5),
                Knob.BETA2,
                KnobValue.of(0.9)));

        assertThat(adam.serverRule()).isEqualTo(new ServerRule.FedOpt(ServerRule.Adaptive.ADAM, 0.1, 0.5, 0.9, 0.001));
        Recipe yogi = adam.with(Map.of(Knob.AGGREGATOR, KnobValue.of("fedyogi"), Knob.LR, KnobValue.of(0.2)));
        assertThat(yogi.serverRule()).isEqualTo(new ServerRule.FedOpt(ServerRule.Adaptive.YOGI, 0.1, 0.9, 0.99, 0.001));
        assertThat(yogi.clientRule().lr()).isEqualTo(0.2);
    }

    @Test
    void namingTheSameServerRuleKeepsItsKnobs() {
        Recipe momentum = BASE.with(Map.of(Knob.AGGREGATOR, KnobValue.of("fedavgm"), Knob.SERVER_LR, KnobValue.of(2)));

        assertThat(momentum.with(Map.of(
                                Knob.AGGREGATOR, KnobValue.of("fedavgm"), Knob.SERVER_MOMENTUM, KnobValue.of(0.5)))
                        .serverRule())
                .isEqualTo(new ServerRule.FedAvgM(2, 0.5));
    }

    @Test
    void hasExactlyOneLocalMode() {
        Recipe steps = BASE.with(Map.of(Knob.LOCAL_STEPS, KnobValue.of(11)));

        assertThat(steps.localCompute()).isEqualTo(new LocalCompute.Steps(11));
        assertThat(steps.value(Knob.LOCAL_EPOCHS)).isEmpty();
        assertThat(BASE.localCompute()).isEqualTo(new LocalCompute.Epochs(2));
        assertThatThrownBy(
                        () -> BASE.with(Map.of(Knob.LOCAL_STEPS, KnobValue.of(1), Knob.LOCAL_EPOCHS, KnobValue.of(1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> Recipe.of(Map.of(Knob.LOCAL_STEPS, KnobValue.of(1), Knob.LOCAL_EPOCHS, KnobValue.of(1))))
                .isInstanceOf(InvalidRecipe.class)
                .hasMessage("architecture is missing; must have exactly one of local_epochs and local_steps");
    }

    @Test
    void offMeansEmptyInTheClientRule() {
        assertThat(BASE.clientRule().clipNorm()).isEmpty();
        assertThat(BASE.clientRule().cosineEtaMin()).isEmpty();
        Recipe on = BASE.with(Map.of(Knob.CLIP_NORM, KnobValue.of(5), Knob.COSINE_ETA_MIN, KnobValue.of(0)));
        assertThat(on.clientRule().clipNorm()).isEqualTo(OptionalDouble.of(5));
        assertThat(on.clientRule().cosineEtaMin()).isEqualTo(OptionalDouble.of(0));
    }

    @ParameterizedTest
    @EnumSource(Aggregator.class)
    void everyAggregatorMakesARuleAndReadsBack(Aggregator aggregator) {
        Recipe recipe =
                BASE.with(Map.of(Knob.AGGREGATOR, KnobValue.of(aggregator.key()), Knob.PROXIMAL_MU, KnobValue.of(0.1)));

        assertThat(recipe.serverRule()).isNotNull();
        assertThat(recipe.scaffold()).isEqualTo(aggregator == Aggregator.SCAFFOLD);
        assertThat(recipe.family()).isEqualTo(aggregator.key() + "+prox");
        assertThat(Recipe.parse(recipe.canonical())).isEqualTo(recipe);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "assay.recipe.v1\n",
                "assay.recipe.v1\nlr=0.050\n",
                "assay.recipe.v2\n",
                "assay.recipe.v1\nlr\n",
                "x"
            })
    void parsesOnlyCanonicalTexts(String text) {
        assertThatThrownBy(() -> Recipe.parse(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Recipe.parse(BASE.canonical().replace("lr=0.05", "lr=0.050")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Recipe.parse(BASE.canonical() + "local_steps=3\n"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
