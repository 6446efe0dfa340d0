package dev.assay.client.site;

import com.typesafe.config.Config;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import dev.assay.runtime.task.Federation;
import dev.assay.runtime.task.SiteFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/**
 * Asks the client nodes of the cluster what their sites are, until all sites are there. A node that has died is listed for some
 * seconds, and never answers: nobody waits for it once all sites are known and {@code assay.server.owner-patience} has passed, or
 * once it is not listed any more. Whoever comes in between is asked.
 */
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
        return new Inquiry(system.join(), profileText, names, patience).facts();
    }

    /** One task's. Of the thread that asks, but for what is heard. */
    private static final class Inquiry {
        private final ActorSystem<?> system;
        private final String profileText;
        private final List<String> names;
        private final long end;
        private final Duration answerTimeout;
        private final Duration ownerPatience;
        /** What listed nodes have answered; empty as long as they have not. */
        private final Map<ActorRef<ClientNode.Command>, Optional<SitesFound>> asked = new HashMap<>();

        private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
        /** Since when all sites are known, by {@link System#nanoTime()}. */
        private OptionalLong known = OptionalLong.empty();

        Inquiry(ActorSystem<?> system, String profileText, List<String> names, Duration patience) {
            this.system = system;
            this.profileText = profileText;
            this.names = names;
            this.end = System.nanoTime() + patience.toNanos();
            Config server = system.settings().config().getConfig("assay.server");
            this.answerTimeout = server.getDuration("answer-timeout");
            this.ownerPatience = server.getDuration("owner-patience");
        }

        List<SiteFacts> facts() throws InvalidInput {
            while (true) {
                askListed();
                long next = System.nanoTime() + Math.min(PAUSE.toNanos(), left());
                boolean more = true;
                while (more) {
                    Answers answers = new Answers(asked);
                    List<Problem> wrong = answers.problems(names);
                    if (isEnough(wrong.isEmpty())) {
                        return List.copyOf(answers.facts.values());
                    }
                    if (!answers.differing.isEmpty()) {
                        throw new InvalidInput(wrong);
                    }
                    more = hear(next);
                    if (!more && left() == 0) {
                        throw new InvalidInput(wrong);
                    }
                }
            }
        }

        /** Whether nobody is to be waited for: a node that has not answered may have other rows of a site than one that has. */
        private boolean isEnough(boolean complete) {
            if (!complete) {
                known = OptionalLong.empty();
                return false;
            }
            long now = System.nanoTime();
            known = OptionalLong.of(known.orElse(now));
            return asked.values().stream().allMatch(Optional::isPresent)
                    || now - known.getAsLong() >= ownerPatience.toNanos()
                    || left() == 0;
        }

        /** In nanoseconds; 0 when patience has ended. */
        private long left() {
            return Math.max(0, end - System.nanoTime());
        }

        private Duration timeout() {
            return Duration.ofNanos(Math.min(answerTimeout.toNanos(), left() + PAUSE.toNanos()));
        }

        /** Nodes that are new, and those that had nothing to say. */
        private void askListed() {
            Set<ActorRef<ClientNode.Command>> listed = listed();
            asked.keySet().retainAll(listed);
            asked.values()
                    .removeIf(
                            answer -> answer.isPresent() && answer.get().sites().isEmpty());
            listed.stream().filter(node -> !asked.containsKey(node)).forEach(node -> {
                asked.put(node, Optional.empty());
                AskPattern.<ClientNode.Command, SitesFound>ask(
                                node,
                                replyTo -> new ClientNode.FindSites(profileText, Optional.empty(), replyTo),
                                timeout(),
                                system.scheduler())
                        .whenComplete((found, late) -> heard.add(new Heard(node, Optional.ofNullable(found))));
            });
        }

        private Set<ActorRef<ClientNode.Command>> listed() {
            try {
                return AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
                                system.receptionist(),
                                replyTo -> Receptionist.find(ClientNode.KEY, replyTo),
                                timeout(),
                                system.scheduler())
                        .toCompletableFuture()
                        .join()
                        .getServiceInstances(ClientNode.KEY);
            } catch (CompletionException e) {
                system.log().warn("client nodes cannot be asked for their sites", e);
                return Set.of();
            }
        }

        /**
         * Waits for the next answer. Whoever has not answered in time is forgotten, and so asked again.
         *
         * @param until by {@link System#nanoTime()}
         * @return whether there was one
         */
        private boolean hear(long until) throws InvalidInput {
            try {
                Heard next = heard.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next != null && next.found().isPresent()) {
                    asked.replace(next.node(), next.found());
                } else if (next != null) {
                    asked.remove(next.node());
                }
                return next != null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InvalidInput(new Answers(asked).problems(names));
            }
        }
    }

    /** @param found empty where the node did not answer in time */
    private record Heard(ActorRef<ClientNode.Command> node, Optional<SitesFound> found) {}

    /** What all nodes said together. */
    private static final class Answers {
        private final SortedMap<Integer, SiteFacts> facts = new TreeMap<>();
        private final SortedSet<Integer> differing = new TreeSet<>();
        private final SortedSet<String> troubles = new TreeSet<>();

        Answers(Map<ActorRef<ClientNode.Command>, Optional<SitesFound>> asked) {
            asked.forEach((node, answer) -> answer.ifPresentOrElse(
                    this::add, () -> troubles.add(node.path().address().hostPort() + " has not answered")));
        }

        private void add(SitesFound found) {
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
