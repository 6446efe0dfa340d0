package dev.assay.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Examples;
import dev.assay.learning.digest.Digest;
import dev.assay.learning.metric.Metric;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.learning.training.RoundTask;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.SiteState;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutScore;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.campaign.CampaignEvent.TrialRequested;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.research.cost.Cost;
import dev.assay.research.recipe.Recipe;
import dev.assay.runtime.task.Task;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.task.TestingTask;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One candidate with three trials: the second one's model cannot be scored. */
class HoldOutReadingTest {
    @TempDir
    private Path folder;

    private final List<ModelVector> models = new ArrayList<>();
    private BlobStore blobs;
    private Task task;
    private CampaignState state;

    @BeforeEach
    void recordTrials() throws Exception {
        blobs = new BlobStore(folder.resolve("blobs"));
        String profile = TestingTask.write(folder).profileText();
        task = new TaskCatalog(List.of(folder)).task(profile);
        Recipe recipe = Recipe.parse(TestingTask.fedAvg());
        List<CampaignEvent> events = new ArrayList<>();
        events.add(new CampaignStarted(Instant.EPOCH, "c", 1, profile, "", new TreeMap<>(), 1));
        events.add(new CandidateProposed(Instant.EPOCH, new Candidate(0, recipe, 0, "baseline", "why", "test")));
        for (int seed = 1; seed <= 3; seed++) {
            ModelVector model = task.initialModel(recipe, seed);
            models.add(model);
            Digest digest = blobs.put(model.toBytes());
            events.add(new TrialRequested(Instant.EPOCH, "seed-" + seed, 0, seed, false));
            events.add(new TrialReported(
                    Instant.EPOCH,
                    "seed-" + seed,
                    new Scored(0.5, OptionalDouble.empty(), digest, Cost.NONE),
                    Optional.empty()));
        }
        state = CampaignState.of(events);
    }

    private HoldOutReading read(TrainingEngine engine) {
        return HoldOutReading.of(state, List.of(0), task, engine, blobs);
    }

    @Test
    void oneFailureTakesNoOtherScoreAway() {
        HoldOutReading reading = read(new FailingOn(models.get(1)));

        assertThat(reading.scores()).extracting(HoldOutScore::trialId).containsExactly("seed-1", "seed-3");
        assertThat(reading.missing()).containsExactly("seed-2");
        assertThat(reading.failures())
                .singleElement()
                .asString()
                .startsWith("seed-2 could not be scored: ")
                .contains("out of order");
    }

    @Test
    void candidatesWithoutOneModelAreKnownBefore() throws IOException {
        blobs.delete(Digest.of(models.get(0).toBytes()));
        blobs.delete(Digest.of(models.get(1).toBytes()));

        assertThat(HoldOutReading.withoutModels(state, List.of(0), blobs)).isEmpty();
        assertThat(read(new TestingEngine()).missing()).containsExactly("seed-1", "seed-2");
        blobs.delete(Digest.of(models.get(2).toBytes()));
        assertThat(HoldOutReading.withoutModels(state, List.of(0), blobs)).containsExactly("c000");
    }

    /** Scores like the testing engine, but for one model. */
    private record FailingOn(ModelVector unfit) implements TrainingEngine {
        @Override
        public LocalUpdate train(SitePlan plan, SiteState site, RoundTask round) {
            throw new IllegalStateException("nothing is trained");
        }

        @Override
        public String description() {
            return "fails on one model";
        }

        @Override
        public double evaluate(Network network, ModelVector model, Examples rows, Metric metric) {
            if (model.equals(unfit)) {
                throw new IllegalStateException("the engine is out of order");
            }
            return new TestingEngine().evaluate(network, model, rows, metric);
        }
    }
}
