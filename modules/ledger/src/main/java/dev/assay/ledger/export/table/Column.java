package dev.assay.ledger.export.table;

import dev.assay.ledger.campaign.CampaignEvent.CandidateReviewed;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.Status;
import dev.assay.ledger.results.TrialTable;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import dev.assay.research.recipe.Knob;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The columns in their order, each with what it says of a candidate; empty where there is nothing to say. */
enum Column {
    STATUS(Column::status),
    NAME(subject -> subject.record().candidate().name()),
    SCORE(subject -> subject.isScored()
            ? String.format(Locale.ROOT, "%.6f", subject.record().score().getAsDouble())
            : ""),
    RUNTIME_SECONDS(subject ->
            String.format(Locale.ROOT, "%.3f", subject.record().cost().seconds())),
    CHANGED_FILES(subject -> orNone(subject.changedKnobs().stream().map(Knob::key), ",")),
    DIFF_SUMMARY(Column::summary),
    RUN_COMMAND(subject -> "assay ledger reproduce " + shellWord(subject.run()) + " "
            + subject.record().candidate().name()),
    ARTIFACTS(Column::models),
    FAILURE_REASON(subject -> subject.record()
            .failure()
            .map(failure -> failure.code() + ": " + failure.message())
            .orElse("")),
    CANDIDATE_MANIFEST(subject -> TrialTable.file(subject.record().candidate())),
    BASE_CANDIDATE(subject -> subject.isBaseline()
            ? ""
            : Candidate.name(subject.record().candidate().parent())),
    PATCH_SHA256(subject -> subject.record().candidate().recipe().digest().hex()),
    METRIC_NAME(TableSubject::metric),
    METRIC_SOURCE(Column::source),
    METRIC_ARTIFACT(
            subject -> subject.isScored() ? TrialTable.file(subject.record().candidate()) : ""),
    CANDIDATE_KIND(Column::kind),
    ALGORITHM_FAMILY(subject -> subject.record().candidate().family()),
    LITERATURE_EVENT_ID(subject -> "");

    private final Function<TableSubject, String> value;

    Column(Function<TableSubject, String> value) {
        this.value = value;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    String of(TableSubject subject) {
        return value.apply(subject);
    }

    private static String status(TableSubject subject) {
        Status status = subject.record().status();
        return subject.isBaseline() && status == Status.KEEP ? "baseline" : status.word();
    }

    private static String summary(TableSubject subject) {
        Candidate candidate = subject.record().candidate();
        Stream<String> changes = subject.changedKnobs().stream().map(subject::change);
        return Stream.of(
                        subject.isBaseline() ? "" : orNone(changes, ", "),
                        candidate.hypothesis(),
                        subject.record().review().map(CandidateReviewed::reason).orElse(""))
                .filter(part -> !part.isBlank())
                .collect(Collectors.joining(" | "));
    }

    private static String models(TableSubject subject) {
        return subject.record().trials().stream()
                .flatMap(trial -> trial.scored().stream())
                .map(Scored::model)
                .distinct()
                .map(model -> "blobs/" + model.hex().substring(0, 2) + "/" + model)
                .collect(Collectors.joining(","));
    }

    private static String source(TableSubject subject) {
        int seeds = subject.record().searchScores().size();
        return subject.isScored() ? "selection split, mean of " + seeds + (seeds == 1 ? " seed" : " seeds") : "";
    }

    private static String kind(TableSubject subject) {
        if (subject.isBaseline()) {
            return "baseline";
        }
        Candidate candidate = subject.record().candidate();
        if (candidate.arm().isControl()) {
            return "control/" + candidate.arm().key();
        }
        return candidate.arm().key() + (subject.proposedIn() == Phase.CALIBRATION ? "/calibration" : "/search");
    }

    private static String orNone(Stream<String> parts, String separator) {
        String joined = parts.collect(Collectors.joining(separator));
        return joined.isEmpty() ? "none" : joined;
    }

    /** The text as one word of a POSIX shell. */
    private static String shellWord(String text) {
        return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
