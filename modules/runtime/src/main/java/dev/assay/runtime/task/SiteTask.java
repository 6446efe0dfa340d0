package dev.assay.runtime.task;

import dev.assay.data.task.SiteData;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.research.profile.Profile;
import dev.assay.research.recipe.Recipe;
import java.util.Optional;

/** One site of a task with its rows: what a client node needs, and the only way to a site's own rows that score. */
public final class SiteTask {
    private final Profile profile;
    private final int site;
    private final SiteFacts facts;
    private final Examples train;
    private final Optional<Examples> selection;
    private final Optional<Examples> holdOut;

    /**
     * @param selection its own rows that score, where each site is scored by itself
     * @param holdOut its own sealed rows, likewise
     */
    SiteTask(
            Profile profile,
            int site,
            SiteFacts facts,
            Examples train,
            Optional<Examples> selection,
            Optional<Examples> holdOut) {
        this.profile = profile;
        this.site = site;
        this.facts = facts;
        this.train = train;
        this.selection = selection;
        this.holdOut = holdOut;
    }

    /** A site whose rows are here without those of the others. */
    static SiteTask of(Profile profile, int site, SiteData data) {
        return new SiteTask(
                profile,
                site,
                Task.facts(data),
                data.train(),
                Optional.of(data.selection()),
                Optional.of(data.holdOut()));
    }

    public Profile profile() {
        return profile;
    }

    public SiteFacts facts() {
        return facts;
    }

    public Network network(Recipe recipe) {
        return profile.network(recipe);
    }

    public SitePlan plan(Recipe recipe, long seed) {
        return new SitePlan(
                network(recipe),
                train,
                recipe.clientRule(),
                profile.loss(),
                profile.augmentation(),
                profile.budget().rounds(),
                recipe.scaffold(),
                seed,
                site,
                true);
    }

    /** The task's own evaluation on the site's selection rows. */
    public double scoreOnSelection(TrainingEngine engine, Network network, ModelVector model) {
        return engine.evaluate(network, model, own(selection), profile.metric());
    }

    /** The task's own evaluation on the site's sealed rows; the campaign records the opening before it asks for this. */
    public double scoreOnHoldOut(TrainingEngine engine, Network network, ModelVector model) {
        return engine.evaluate(network, model, own(holdOut), profile.metric());
    }

    private static Examples own(Optional<Examples> rows) {
        return rows.orElseThrow(() -> new IllegalStateException("the task's sites are not scored by themselves"));
    }
}
