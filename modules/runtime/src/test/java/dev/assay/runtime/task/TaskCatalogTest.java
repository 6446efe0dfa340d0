package dev.assay.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.learning.model.ModelVector;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.recipe.Recipe;
import dev.assay.testkit.engine.TestingEngine;
import dev.assay.testkit.task.TestingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskCatalogTest {
    @TempDir
    private Path folder;

    @Test
    void readsATaskOnceAlsoWhenManyAskForIt() throws Exception {
        TestingTask testing = TestingTask.write(folder);
        TaskCatalog catalog = new TaskCatalog(List.of(folder));
        Task task = catalog.task(testing.profileText());
        Files.delete(folder.resolve("rows.csv"));

        assertThat(IntStream.range(0, 50).parallel().mapToObj(i -> unchecked(catalog, testing)))
                .allMatch(again -> again == task);
    }

    @Test
    void readsATaskOnceWhenManyAskForItAtTheSameTime() throws Exception {
        TestingTask testing = TestingTask.write(folder);
        TaskCatalog catalog = new TaskCatalog(List.of(folder));
        int asking = 8;
        CyclicBarrier together = new CyclicBarrier(asking);
        List<CompletableFuture<Task>> answers = IntStream.range(0, asking)
                .mapToObj(i -> asked(() -> {
                    together.await(30, TimeUnit.SECONDS);
                    return catalog.task(testing.profileText());
                }))
                .toList();

        Task first = answers.get(0).get(30, TimeUnit.SECONDS);
        for (CompletableFuture<Task> answer : answers) {
            assertThat(answer.get(30, TimeUnit.SECONDS)).isSameAs(first);
        }
    }

    /** Of a large task that takes minutes; rounds of another one need its sites meanwhile. */
    @Test
    void readingOneTaskHoldsUpNoOther() throws Exception {
        TestingTask other = TestingTask.write(folder);
        TestingTask slow = other.with("task: testing", "task: slow");
        SlowNames names = new SlowNames();
        TaskCatalog catalog = new TaskCatalog(
                List.of(folder),
                Optional.empty(),
                new OwnedSites(new TreeMap<>(Map.of("slow", names))),
                Optional.empty());
        CompletableFuture<SortedMap<Integer, SiteTask>> reading = asked(() -> catalog.sites(slow.profileText()));
        assertThat(names.asked.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(asked(() -> catalog.sites(other.profileText())).get(30, TimeUnit.SECONDS))
                .hasSize(TestingTask.SITES);
        assertThat(asked(() -> catalog.task(other.profileText()))
                        .get(30, TimeUnit.SECONDS)
                        .sites())
                .isEqualTo(TestingTask.SITES);
        assertThat(catalog.sitesRead(other.profileText())).isPresent();
        assertThat(catalog.sitesRead(slow.profileText())).isEmpty();
        assertThat(reading).isNotDone();
        names.readable.countDown();
        assertThat(reading.get(30, TimeUnit.SECONDS)).hasSize(TestingTask.SITES);
        assertThat(catalog.sites(slow.profileText()))
                .isSameAs(catalog.sitesRead(slow.profileText()).orElseThrow());
    }

    /** All sites of a task, once they may be read. */
    private static final class SlowNames extends AbstractSet<String> {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch readable = new CountDownLatch(1);

        @Override
        public boolean contains(Object name) {
            asked.countDown();
            try {
                return readable.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public Iterator<String> iterator() {
            return Collections.emptyIterator();
        }

        @Override
        public int size() {
            return 0;
        }
    }

    /** On a thread of its own. */
    private static <T> CompletableFuture<T> asked(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    @Test
    void otherProfileTextIsAnotherTask() throws Exception {
        TestingTask testing = TestingTask.write(folder);
        TaskCatalog catalog = new TaskCatalog(List.of(folder));

        Task longer = catalog.task(testing.with("rounds: 3", "rounds: 5").profileText());

        assertThat(longer).isNotSameAs(catalog.task(testing.profileText()));
        assertThat(longer.profile().budget().rounds()).isEqualTo(5);
    }

    @Test
    void looksForTheDataInAllFoldersInTheirOrder() throws Exception {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        TestingTask testing = TestingTask.write(second);

        assertThat(new TaskCatalog(List.of(first, second))
                        .task(testing.profileText())
                        .sites())
                .isEqualTo(TestingTask.SITES);
    }

    @Test
    void missingFileIsNamedInTheFirstFolder() throws IOException {
        TestingTask testing = TestingTask.write(folder);
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path other = Files.createDirectory(folder.resolve("other"));

        assertThatThrownBy(() -> new TaskCatalog(List.of(empty, other)).task(testing.profileText()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(empty.resolve("rows.csv").toString());
    }

    @Test
    void failureIsNotRemembered() throws Exception {
        TestingTask testing = TestingTask.write(folder);
        Path late = Files.createDirectory(folder.resolve("late"));
        TaskCatalog catalog = new TaskCatalog(List.of(late));
        assertThatThrownBy(() -> catalog.task(testing.profileText())).isInstanceOf(InvalidInput.class);

        TestingTask.write(late);

        assertThat(catalog.task(testing.profileText()).sites()).isEqualTo(TestingTask.SITES);
    }

    @Test
    void alteredDataIsRefused() throws IOException {
        TestingTask testing = TestingTask.write(folder);
        Files.writeString(folder.resolve("rows.csv"), "0,0,0\n");

        assertThatThrownBy(() -> new TaskCatalog(List.of(folder)).task(testing.profileText()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("rows.csv");
    }

    @Test
    void invalidProfileIsRefusedWithItsProblem() {
        TestingTask testing = TestingTask.write(folder).with("rounds: 3", "rounds: 0");

        assertThatThrownBy(() -> new TaskCatalog(List.of(folder)).task(testing.profileText()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("budget.rounds");
    }

    @Test
    void taskCutsItsRowsAsTheProfileSays() throws Exception {
        Task task =
                new TaskCatalog(List.of(folder)).task(TestingTask.write(folder).profileText());
        Recipe recipe = Recipe.parse(TestingTask.scaffold());
        TestingEngine engine = new TestingEngine();
        ModelVector model = task.initialModel(recipe, 1);
        task.scoreOnSelection(engine, recipe, model);
        task.scoreOnHoldOut(engine, recipe, model);

        assertThat(IntStream.range(0, task.sites()).map(task::siteRows).sum()).isEqualTo(30);
        assertThat(engine.evaluatedRows()).containsExactly(TestingTask.SELECTION_ROWS, TestingTask.HOLD_OUT_ROWS);
        assertThat(model).isEqualTo(task.initialModel(recipe, 1)).isNotEqualTo(task.initialModel(recipe, 2));
        assertThat(task.sitePlan(recipe, 1, 2).scaffold()).isTrue();
        assertThat(task.sitePlan(recipe, 1, 2).rows().rows()).isEqualTo(task.siteRows(2));
        assertThat(task.siteName(2)).isEqualTo("site-3");
    }

    private static Task unchecked(TaskCatalog catalog, TestingTask testing) {
        try {
            return catalog.task(testing.profileText());
        } catch (InvalidInput e) {
            throw new AssertionError(e);
        }
    }
}
