package dev.assay.it.campaign;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.ReportWritten;
import dev.assay.ledger.campaign.CampaignEvent.TrialReported;
import dev.assay.ledger.journal.H2Journal;
import dev.assay.ledger.journal.Journal;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.PostgresJournal;
import dev.assay.ledger.journal.RecordedEvent;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import dev.assay.ledger.wire.EventCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a run's ledger says. A file is read from a copy: a test that opened the file itself could keep the process under test
 * from opening it.
 */
public record Ledger(List<RecordedEvent> events) {
    /** When something happened, how long it took, and the hashes over that: all that two equal campaigns may differ in. */
    private static final String TIMES = "\"(atNanos|seconds)\":\"?[0-9.eE+-]+\"?,?|,\"hash\":\"[^\"]+\"";

    /** Where a trial's chain ended: a hash over times, too. */
    private static final String CHAINS = "\"chain\":\\{[^}]*\\},?";

    /** What a lost node had trained in vain stands beside a round's cost. */
    private static final String LOST = ",\"lost\":\\{[^}]*\\}";

    /** Facts of the machine, the virtual machine's version among them: no bit may depend on it. */
    private static final String MACHINE = ",\"machine\":\\[[^\\]]*\\]";

    /** A checkpoint names its trial. */
    private static final String CHECKPOINT = "\"checkpoint\":\"[^\"]+\",?";

    public Ledger {
        events = List.copyOf(events);
    }

    /**
     * What the trials of a campaign did, so that it can be compared with a campaign of another name and the same settings: as
     * {@link #trials}, with one name for both and without what a lost node had trained in vain and checkpoints, which name their trial.
     */
    public static SortedMap<String, List<String>> results(SortedMap<String, List<String>> trials, String campaign) {
        SortedMap<String, List<String>> results = new TreeMap<>();
        trials.forEach((trial, events) -> results.put(named(trial, campaign), results(events, campaign)));
        return results;
    }

    /** As {@link #results(SortedMap, String)}, of decisions or reports. */
    public static List<String> results(List<String> events, String campaign) {
        return events.stream()
                .map(event -> named(withoutLosses(event).replaceAll(CHECKPOINT, ""), campaign))
                .sorted()
                .toList();
    }

    /** An event of {@link #trials} as it is where no node was lost: in all else, cost among it, the two are the same. */
    public static String withoutLosses(String event) {
        return event.replaceAll(LOST, "");
    }

    private static String named(String text, String campaign) {
        return text.replace(campaign + "/", "NAME/")
                .replace("\"" + campaign + "\"", "\"NAME\"")
                .replace("|" + campaign, "|NAME");
    }

    /** The ledger of a run that nobody writes to. */
    public static Ledger of(Path run) {
        try {
            return copyOf(run);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a database has of one campaign, also while it is written. */
    public static Ledger of(PostgresJournal database) {
        try (JournalReader journal = database.read()) {
            return new Ledger(journal.all());
        }
    }

    private static Ledger copyOf(Path run) throws IOException {
        if (Journal.of(run) instanceof PostgresJournal database) {
            return of(database);
        }
        Path folder = Files.createTempDirectory("ledger-");
        Path copy = H2Journal.file(folder);
        try {
            Files.copy(H2Journal.file(run), copy);
            try (JournalReader journal = JournalReader.open(folder)) {
                return new Ledger(journal.all());
            }
        } finally {
            Files.deleteIfExists(copy);
            Files.delete(folder);
        }
    }

    public <E> List<E> all(Class<E> type) {
        return events.stream()
                .map(RecordedEvent::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    public int count(Class<?> type) {
        return all(type).size();
    }

    /** How often each trial has an event of this kind, by the trial's id in the ledger. */
    public SortedMap<String, Integer> perTrial(Class<? extends TrialEvent> type) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (RecordedEvent event : events) {
            if (event.event() instanceof TrialEvent) {
                counts.merge(event.persistenceId(), type.isInstance(event.event()) ? 1 : 0, Integer::sum);
            }
        }
        return counts;
    }

    /** Whether a trial has some of its rounds and not all. */
    boolean isMidTrial(int rounds) {
        return perTrial(RoundCompleted.class).values().stream().anyMatch(done -> done > 0 && done < rounds);
    }

    /**
     * The campaign's decisions in their order, without times: candidates, requests, reviews with their numbers, the end. What
     * trials reported came in any order, and a report's files have times in them.
     */
    public List<String> decisions() {
        return all(CampaignEvent.class).stream()
                .filter(event -> !(event instanceof TrialReported || event instanceof ReportWritten))
                .map(Ledger::timeless)
                .toList();
    }

    /** Everything that leads a trial on, without times: model and checkpoint digests, contributions, costs, scores. */
    public SortedMap<String, List<String>> trials() {
        return perTrial(event -> event instanceof TrialEvent && !(event instanceof UpdateRefused));
    }

    /** Each trial's refused updates without times, sorted: sites answer in any order. */
    public SortedMap<String, List<String>> refusals() {
        SortedMap<String, List<String>> refusals = perTrial(UpdateRefused.class::isInstance);
        refusals.values().forEach(Collections::sort);
        return refusals;
    }

    private SortedMap<String, List<String>> perTrial(Predicate<Object> wanted) {
        SortedMap<String, List<String>> trials = new TreeMap<>();
        for (RecordedEvent event : events) {
            if (wanted.test(event.event())) {
                trials.computeIfAbsent(event.persistenceId(), id -> new ArrayList<>())
                        .add(timeless(event.event()));
            }
        }
        return trials;
    }

    /** What the campaign was told by its trials, in the order of the trials' ids: they may end in any order. */
    public List<String> reports() {
        return all(TrialReported.class).stream().map(Ledger::timeless).sorted().toList();
    }

    private static String timeless(Object event) {
        return event.getClass().getSimpleName()
                + EventCodec.json(event)
                        .replaceAll(TIMES, "")
                        .replaceAll(CHAINS, "")
                        .replaceAll(MACHINE, "");
    }
}
