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
import java.util.List;
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
