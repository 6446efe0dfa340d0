package dev.assay.it.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.assay.data.task.SiteData;
import dev.assay.data.task.TaskData;
import dev.assay.data.task.TaskLoader;
import dev.assay.learning.data.Examples;
import dev.assay.learning.metric.Metric;
import dev.assay.learning.training.SitePlan;
import dev.assay.learning.training.TrainingEngine;
import dev.assay.runtime.task.SiteTask;
import dev.assay.runtime.task.Task;
import java.lang.reflect.RecordComponent;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the modules, and what keeps a decision a function of its inputs. */
class LayeringTest {
    private static final String BASE = "dev.assay.";

    /** Which packages of ours each module may use, besides its own. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("learning", Set.of()),
            entry("research", Set.of("learning")),
            entry("data", Set.of("learning", "research")),
            entry("training", Set.of("learning")),
            entry("testkit", Set.of("learning")),
            entry("ledger", Set.of("learning", "research", "proto")),
            entry("runtime", Set.of("learning", "research", "data", "ledger", "proto")),
            entry("client", Set.of("learning", "research", "runtime", "proto")),
            entry("server", Set.of("learning", "research", "ledger", "runtime", "client", "proto")),
            entry("agent", Set.of("learning", "research", "ledger", "runtime", "server", "proto")),
            entry("api", Set.of("learning", "research", "ledger", "agent")),
            entry(
                    "cli",
                    Set.of(
                            "learning",
                            "research",
                            "data",
                            "training",
                            "ledger",
                            "runtime",
                            "client",
                            "server",
                            "agent",
                            "api",
                            "proto")));

    /** Where nothing may depend on when it runs or on luck: the same inputs give the same result. */
    private static final String[] REPEATABLE = {
        "dev.assay.learning..",
        "dev.assay.research..",
        "dev.assay.data.reader..",
        "dev.assay.data.task..",
        "dev.assay.ledger..",
        "dev.assay.agent.decision.."
    };

    private static JavaClasses assay;

    @BeforeAll
    static void readClasses() {
        assay = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.assay");
    }

    static Stream<String> modules() {
        return ARROWS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void usesOnlyTheModulesBelowIt(String module) {
        String own = BASE + module + "..";
        String[] allowed = Stream.concat(
                        Stream.of(own), ARROWS.get(module).stream().map(name -> BASE + name + ".."))
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(own)
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("dev.assay..").or(resideInAnyPackage(allowed)))
                .check(assay);
    }

    @Test
    void coversEveryPackageThereIs() {
        Set<String> known = Set.of("proto", "it", "bench");
        assertThat(assay.stream()
                        .map(type -> type.getPackageName().split("\\.", -1)[2])
                        .distinct()
                        .filter(name -> !known.contains(name)))
                .containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
    }

    /** The agent speaks to trials, not to what a trial is made of. */
    @Test
    void agentKnowsOfTheServerOnlyItsProtocol() {
        noClasses()
                .that()
                .resideInAPackage("dev.assay.agent..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.assay.server..").and(resideOutsideOfPackage("dev.assay.server.trial")))
                .check(assay);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void hasNoCyclesBetweenItsPackages(String module) {
        slices().matching(BASE + module + ".(*)..")
                .should()
                .beFreeOfCycles()
                // A profile's own calibration table passes the same guard as every proposal.
                .ignoreDependency(
                        resideInAPackage("dev.assay.research.profile"), resideInAPackage("dev.assay.research.guard"))
                .check(assay);
    }

    /** Selection and hold-out rows leave the reader for one class only, and that hands out scores, not rows. */
    @Test
    void onlyTheTaskReadsEvaluationRows() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.assay.runtime.task.Task")
                .and()
                .doNotHaveFullyQualifiedName("dev.assay.data.task.TaskData")
                .should()
                .callMethod(TaskData.class, "selection")
                .orShould()
                .callMethod(TaskData.class, "holdOut")
                .check(assay);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.assay.runtime.task.SiteTask")
                .and()
                .doNotHaveFullyQualifiedName("dev.assay.data.task.SiteData")
                .should()
                .callMethod(SiteData.class, "selection")
                .orShould()
                .callMethod(SiteData.class, "holdOut")
                .check(assay);
        assertThat(Stream.of(Task.class, SiteTask.class)
                        .flatMap(type -> assay.get(type).getMethods().stream())
                        .filter(method -> !method.getModifiers().contains(JavaModifier.PRIVATE))
                        .flatMap(method -> method.getReturnType().getAllInvolvedRawTypes().stream())
                        .map(JavaClass::getPackageName))
                .doesNotContain("dev.assay.learning.data");
    }

    @Test
    void onlyTheServersScoringEvaluates() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.assay.server.trial.FinalScore")
                .and()
                .doNotHaveFullyQualifiedName("dev.assay.server.trial.HoldOutReading")
                .should(callMethodWhere(calls(Task.class, "scoreOnSelection", "scoreOnHoldOut")))
                .check(assay);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.assay.client.site.SiteSession")
                .should(callMethodWhere(calls(SiteTask.class, "scoreOnSelection", "scoreOnHoldOut")))
                .check(assay);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.assay.runtime.task.Task")
                .and()
                .doNotHaveFullyQualifiedName("dev.assay.runtime.task.SiteTask")
                .and()
                .resideOutsideOfPackages("dev.assay.bench..", "dev.assay.testkit..")
                .should(callMethodWhere(calls(TrainingEngine.class, "evaluate")))
                .check(assay);
    }

    /** What a recipe is, what it proposes and what it has trained: none of it can name an evaluation or its rows. */
    @Test
    void whatARecipeReachesKnowsNoEvaluation() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.assay.research.recipe..",
                        "dev.assay.research.search..",
                        "dev.assay.research.surface..",
                        "dev.assay.learning.strategy..",
                        "dev.assay.learning.aggregation..",
                        "dev.assay.agent..",
                        "dev.assay.client..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(TaskData.class, TaskLoader.class)
                .orShould(callMethodWhere(computesAScore()))
                .orShould(callMethodWhere(calls(Task.class, "scoreOnSelection", "scoreOnHoldOut")))
                .orShould(callMethodWhere(calls(TrainingEngine.class, "evaluate")))
                .check(assay);
    }

    /** All that a site's training is handed: were there a way from it to evaluation rows, it would show here. */
    @Test
    void trainingIsHandedTrainingRowsOnly() {
        assertThat(Arrays.stream(SitePlan.class.getRecordComponents())
                        .filter(component -> component.getType() == Examples.class)
                        .map(RecordComponent::getName))
                .containsExactly("rows");
        noClasses()
                .that()
                .resideInAnyPackage("dev.assay.training..", "dev.assay.learning.training..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.assay.research..", "dev.assay.runtime..")
                .check(assay);
    }

    @Test
    void learningAndResearchKnowNoActors() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.assay.learning..", "dev.assay.research..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.pekko..")
                .check(assay);
    }

    @Test
    void onlyTrainingKnowsTheEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.assay.training..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(assay);
    }

    /** A checkpoint is a file with a format of its own, so its mapper stands beside its store. */
    @Test
    void onlyMappersKnowProtobuf() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..wire..", "..checkpoint..", "dev.assay.proto..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.protobuf..", "dev.assay.proto..")
                .check(assay);
    }

    @Test
    void whatDecidesReadsNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage(REPEATABLE)
                .should(callMethodWhere(readsTheTime()))
                .check(assay);
    }

    /** Times of events come from a clock that is handed in; only the commands take the system's. */
    @Test
    void onlyCommandsTakeTheSystemsClock() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.assay.cli..")
                .should(callMethodWhere(takesAClock()))
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(assay);
    }

    /** But for the noise on updates that leave a site: were there a seed for it, the server could take it off again. */
    @Test
    void nobodyDrawsFromRandomnessWithoutASeed() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.assay.proto..")
                .and()
                .doNotHaveFullyQualifiedName("dev.assay.client.policy.PolicyGate")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Random.class, SplittableRandom.class, SecureRandom.class, ThreadLocalRandom.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(Collections.class, "shuffle", List.class)
                .check(assay);
    }

    @Test
    void onlyCommandsEndTheProcessOrPrint() {
        noClasses()
                .that()
                // What tests stand on tells those who run them what it skipped or left behind.
                .resideOutsideOfPackages("dev.assay.cli..", "dev.assay.testkit..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .orShould(callMethodWhere(named("printStackTrace")))
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(assay);
    }

    @Test
    void packagesAreNamedAfterWhatTheyDo() {
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..", "..utils..", "..common..", "..impl..", "..manager..", "..helper..", "..helpers..")
                .check(assay);
    }

    /** Which way a metric is better may be known to all: it computes nothing. */
    private static DescribedPredicate<JavaMethodCall> computesAScore() {
        return DescribedPredicate.describe(
                "a metric's computation",
                call -> call.getTargetOwner().isEquivalentTo(Metric.class)
                        && !Set.of("direction", "profileName").contains(call.getName()));
    }

    private static DescribedPredicate<JavaMethodCall> readsTheTime() {
        return takesAClock().or(calls(System.class, "currentTimeMillis", "nanoTime"));
    }

    /** Whatever in {@code java.time} has no clock among its arguments: {@code Instant.now()}, {@code Clock.systemUTC()}. */
    private static DescribedPredicate<JavaMethodCall> takesAClock() {
        return DescribedPredicate.describe(
                "java.time's own clock",
                call -> call.getTargetOwner().getPackageName().equals("java.time")
                        && ((call.getName().equals("now")
                                        && call.getTarget().getRawParameterTypes().stream()
                                                .noneMatch(type -> type.isEquivalentTo(Clock.class)))
                                || (call.getTargetOwner().isEquivalentTo(Clock.class)
                                        && (call.getName().startsWith("system")
                                                || call.getName().startsWith("tick")))));
    }

    private static DescribedPredicate<JavaMethodCall> calls(Class<?> owner, String... names) {
        return DescribedPredicate.describe(
                owner.getSimpleName() + "'s " + String.join(" or ", names),
                call -> call.getTargetOwner().isEquivalentTo(owner)
                        && Arrays.asList(names).contains(call.getName()));
    }

    private static DescribedPredicate<JavaMethodCall> named(String name) {
        return DescribedPredicate.describe(name, call -> call.getName().equals(name));
    }
}
