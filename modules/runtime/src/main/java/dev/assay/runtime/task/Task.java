package dev.assay.runtime.task;

import dev.assay.data.task.SiteData;
import dev.assay.data.task.SiteFiles;
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
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A profile with what is known of its data: what a server needs of a task. A server that does not have the data knows of
 * each site what it says of itself; then the sites score, and not the server.
 */
public final class Task {
    private final Profile profile;
    private final Optional<TaskData> data;
    private final List<SiteFacts> sites;
    private final Digest rows;

    private Task(Profile profile, Optional<TaskData> data, List<SiteFacts> sites, Digest rows) {
        this.profile = profile;
        this.data = data;
        this.sites = List.copyOf(sites);
        this.rows = rows;
    }

    /** With all rows at hand. */
    static Task whole(Profile profile, TaskData data) {
        if (SiteFiles.of(profile).isPresent()) {
            List<SiteFacts> sites = IntStream.range(0, data.sites().size())
                    .mapToObj(site -> facts(data.site(site)))
                    .toList();
            return new Task(profile, Optional.of(data), sites, rows(sites));
        }
        Digest rows = data.digest();
        List<SiteFacts> sites = IntStream.range(0, data.sites().size())
                .mapToObj(site -> {
                    int training = data.sites().get(site).rows();
                    return new SiteFacts(data.siteNames().get(site), training, training, rows);
                })
                .toList();
        return new Task(profile, Optional.of(data), sites, rows);
    }

    /** Whose rows lie with its sites. */
    static Task federated(Profile profile, List<SiteFacts> sites) {
        return new Task(profile, Optional.empty(), sites, rows(sites));
    }

    static SiteFacts facts(SiteData site) {
        return new SiteFacts(site.name(), site.train().rows(), site.rows(), site.digest());
    }

    private static Digest rows(List<SiteFacts> sites) {
        return SiteFiles.rows(sites.stream().map(SiteFacts::digest).toList());
    }

    public Profile profile() {
        return profile;
    }

    /**
     * The name of the task's rows by their content: those of every site, of the selection split and of the hold-out. The
     * same whether they are here or with the sites.
     */
    public Digest rows() {
        return rows;
    }

    /**
     * What fingerprints have for the same rows in ledgers from before sites could keep their data to themselves. Reads all
     * rows; empty where they are not here.
     */
    public Optional<Digest> rowsInEarlierLedgers() {
        return data.map(TaskData::digest);
    }

    /** Whether its rows lie with its sites, so that only they can score. */
    public boolean isFederated() {
        return data.isEmpty();
    }

    public int sites() {
        return sites.size();
    }

    public String siteName(int site) {
        return sites.get(site).name();
    }

    /** The training rows of a site. */
    public int siteRows(int site) {
        return sites.get(site).trainingRows();
    }

    /** What is known of a site. */
    public SiteFacts facts(int site) {
        return sites.get(site);
    }

    /** A site with its rows, which must be here. */
    SiteTask site(int site) {
        TaskData all = data.orElseThrow();
        boolean scored = all.selection().size() == sites.size();
        return new SiteTask(
                profile,
                site,
                sites.get(site),
                all.sites().get(site),
                scored ? Optional.of(all.selection().get(site)) : Optional.empty(),
                scored ? Optional.of(all.holdOut().get(site)) : Optional.empty());
    }

    public Network network(Recipe recipe) {
        return profile.network(recipe);
    }

    /** The model that every site starts from: a function of architecture and seed. */
    public ModelVector initialModel(Recipe recipe, long seed) {
        return Initializer.initialModel(network(recipe), seed);
    }

    public SitePlan sitePlan(Recipe recipe, long seed, int site) {
        return site(site).plan(recipe, seed);
    }

    /** The task's own evaluation on the selection split, which must be here. */
    public double scoreOnSelection(TrainingEngine engine, Recipe recipe, ModelVector model) {
        return score(engine, recipe, model, data.orElseThrow().selection());
    }

    /**
     * The task's own evaluation on the sealed hold-out, which must be here; the campaign records the opening before it asks
     * for this.
     */
    public double scoreOnHoldOut(TrainingEngine engine, Recipe recipe, ModelVector model) {
        return score(engine, recipe, model, data.orElseThrow().holdOut());
    }

    /** The mean over the groups: there is one, unless each site is scored by itself. */
    private double score(TrainingEngine engine, Recipe recipe, ModelVector model, List<Examples> groups) {
        return mean(groups.stream()
                .map(rows -> engine.evaluate(network(recipe), model, rows, profile.metric()))
                .toList());
    }

    /** What sites scored by themselves come to together, in site order: the same bits wherever each was computed. */
    public static double mean(List<Double> scores) {
        double sum = 0;
        for (double score : scores) {
            sum += score;
        }
        return sum / scores.size();
    }
}
