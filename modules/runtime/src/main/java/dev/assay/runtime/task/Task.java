package dev.assay.runtime.task;

import dev.assay.data.task.TaskData;
import dev.assay.learning.architecture.Initializer;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.research.profile.Profile;
import dev.assay.research.recipe.Recipe;
import java.util.List;

/** A profile with its data at hand: what client and server need of a task, and the only place that reads the splits. */
public final class Task {
    private final Profile profile;
    private final TaskData data;
    private final Digest rows;

    Task(Profile profile, TaskData data) {
        this.profile = profile;
        this.data = data;
        this.rows = data.digest();
    }

    public Profile profile() {
        return profile;
    }

    /** The name of the task's rows by their content: those of every site, of the selection split and of the hold-out. */
    public Digest rows() {
        return rows;
    }

    public int sites() {
        return data.sites().size();
    }

    public String siteName(int site) {
        return data.siteNames().get(site);
    }

    /** The training rows of a site. */
    public int siteRows(int site) {
        return data.sites().get(site).rows();
    }

    public Network network(Recipe recipe) {
        return profile.network(recipe);
    }

    /** The model that every site starts from: a function of architecture and seed. */
    public ModelVector initialModel(Recipe recipe, long seed) {
        return Initializer.initialModel(network(recipe), seed);
    }

    public SitePlan sitePlan(Recipe recipe, long seed, int site) {
        return new SitePlan(
                network(recipe),
                data.sites().get(site),
                recipe.clientRule(),
                profile.loss(),
                profile.augmentation(),
                profile.budget().rounds(),
                recipe.scaffold(),
                seed,
                site,
                true);
    }

    /** The task's own evaluation on the selection split. */
    public double scoreOnSelection(TrainingEngine engine, Recipe recipe, ModelVector model) {
        return score(engine, recipe, model, data.selection());
    }

    /** The task's own evaluation on the sealed hold-out; the campaign records the opening before it asks for this. */
    public double scoreOnHoldOut(TrainingEngine engine, Recipe recipe, ModelVector model) {
        return score(engine, recipe, model, data.holdOut());
    }

    /** The mean over the groups: there is one, unless each site is scored by itself. */
    private double score(TrainingEngine engine, Recipe recipe, ModelVector model, List<Examples> groups) {
        double sum = 0;
        for (Examples rows : groups) {
            sum += engine.evaluate(network(recipe), model, rows, profile.metric());
        }
        return sum / groups.size();
    }
}
