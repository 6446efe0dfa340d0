package dev.assay.client.site;

import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import dev.assay.runtime.task.Federation;
import dev.assay.runtime.task.SiteFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/** Asks the client nodes of the cluster what their sites are, again and again until all sites are there. */
public final class SiteSurvey implements Federation {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final String PLACE = "sites of the task";

    private final CompletableFuture<ActorSystem<?>> system = new CompletableFuture<>();

    /** From now on there are nodes to be asked. */
    public void ask(ActorSystem<?> known) {
        system.complete(known);
    }

    @Override
    public List<SiteFacts> facts(String profileText, List<String> names, Duration patience) throws InvalidInput {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Answers answers = askAll(profileText, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            List<Problem> wrong = answers.problems(names);
            if (wrong.isEmpty()) {
                return List.copyOf(answers.facts.values());
            }
            if (!answers.differing.isEmpty() || System.nanoTime() + PAUSE.toNanos() > end || !pause()) {
                throw new InvalidInput(wrong);
            }
        }
    }

    /** @return whether it was not interrupted */
    private static boolean pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Answers askAll(String profileText, Duration left) {
        ActorSystem<?> known = system.join();
        Answers answers = new Answers();
        try {
            CompletionStage<Receptionist.Listing> listing = AskPattern.ask(
                    known.receptionist(),
                    replyTo -> Receptionist.find(ClientNode.KEY, replyTo),
                    left,
                    known.scheduler());
            List<CompletableFuture<SitesFound>> asked = new ArrayList<>();
            for (ActorRef<ClientNode.Command> node :
                    listing.toCompletableFuture().join().getServiceInstances(ClientNode.KEY)) {
                CompletionStage<SitesFound> found = AskPattern.ask(
                        node,
                        replyTo -> new ClientNode.FindSites(profileText, Optional.empty(), replyTo),
                        left,
                        known.scheduler());
                asked.add(found.toCompletableFuture());
            }
            asked.forEach(
                    node -> answers.add(node.exceptionally(late -> nothing()).join()));
        } catch (CompletionException e) {
            known.log().warn("client nodes cannot be asked for their sites", e);
        }
        return answers;
    }

    private static SitesFound nothing() {
        return SitesFound.none("");
    }

    /** What all nodes said together. */
    private static final class Answers {
        private final SortedMap<Integer, SiteFacts> facts = new TreeMap<>();
        private final SortedSet<Integer> differing = new TreeSet<>();
        private final SortedSet<String> troubles = new TreeSet<>();

        void add(SitesFound found) {
            found.sites().forEach((site, told) -> {
                if (!facts.computeIfAbsent(site, first -> told).equals(told)) {
                    differing.add(site);
                }
            });
            if (!found.problem().isEmpty()) {
                troubles.add(found.problem());
            }
        }

        List<Problem> problems(List<String> names) {
            facts.keySet().removeIf(site -> site < 0 || site >= names.size());
            List<Problem> wrong = new ArrayList<>();
            IntStream.range(0, names.size()).forEach(site -> {
                SiteFacts told = facts.get(site);
                if (told == null) {
                    wrong.add(new Problem(
                            PLACE,
                            0,
                            names.get(site),
                            "",
                            "is served by no client node that is there, and its data are not here: start the node that"
                                    + " owns it"
                                    + (troubles.isEmpty() ? "" : " (" + String.join("; ", troubles) + ")")));
                } else if (differing.contains(site) || !told.name().equals(names.get(site))) {
                    wrong.add(new Problem(
                            PLACE,
                            0,
                            names.get(site),
                            "",
                            "is served by client nodes that do not make the same rows of it: all nodes need the same"
                                    + " release and files"));
                }
            });
            return wrong;
        }
    }
}
