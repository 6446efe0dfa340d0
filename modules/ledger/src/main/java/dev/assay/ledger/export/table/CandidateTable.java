package dev.assay.ledger.export.table;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CandidateProposed;
import dev.assay.ledger.campaign.CampaignEvent.PhaseEntered;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.Phase;
import dev.assay.ledger.campaign.RecordedTask;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The wide {@code results.tsv}, as NVIDIA FLARE's Auto-FL writes and reads it: 18 columns, one row a candidate, in the order of
 * review. There a candidate is a patch of files and the arguments of a command; here it is a recipe, so:
 *
 * <ul>
 *   <li>{@code status}: {@code baseline} for a baseline that has a score, {@code keep}, {@code discard}, {@code crash}, {@code
 *       candidate} before its review; {@code control} for one of a control arm, which those tools leave out of their rankings
 *   <li>{@code name}, {@code base_candidate}: {@code c003}, and the candidate that the recipe was changed from; none for the
 *       baseline
 *   <li>{@code score}: mean selection score, in the metric's unit also where less is better; none for a crash
 *   <li>{@code runtime_seconds}: wall-clock time of all its trials, those of the confirmation too
 *   <li>{@code changed_files}: the recipe's keys that differ from the parent, with a comma between them, or {@code none}
 *   <li>{@code diff_summary}: these changes as {@code lr 0.05 -> 0.01}, the hypothesis, the review's reason
 *   <li>{@code run_command}: what runs it again
 *   <li>{@code artifacts}: final models in the run folder, with a comma between them
 *   <li>{@code failure_reason}: of the first trial that failed
 *   <li>{@code candidate_manifest}: the file of its recipe and trials
 *   <li>{@code patch_sha256}: digest of the recipe's canonical text
 *   <li>{@code metric_name}, {@code metric_source}, {@code metric_artifact}: where the score comes from: the split, over how
 *       many seeds, and the file that has each
 *   <li>{@code candidate_kind}: {@code baseline}, {@code agent/calibration}, {@code agent/search}, {@code control/random},
 *       {@code control/scalar}
 *   <li>{@code algorithm_family}: the family by which crashes are counted
 *   <li>{@code literature_event_id}: empty, since a ledger has no event of its own for reading papers
 * </ul>
 *
 * Control characters, line ends and tabs among them, are blanks here, and a value that has a quotation mark is quoted as in CSV.
 */
public final class CandidateTable {
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

    private final List<TableSubject> rows;

    private CandidateTable(List<TableSubject> rows) {
        this.rows = List.copyOf(rows);
    }

    /**
     * @param events of one campaign, all or the first ones
     * @param run the run folder, as a person would write it in a command
     */
    public static CandidateTable of(List<CampaignEvent> events, String run) {
        CampaignState state = CampaignState.of(events);
        String metric =
                state.start().map(start -> RecordedTask.of(start).metric()).orElse("");
        List<Phase> phases = phases(events);
        return new CandidateTable(state.inReviewOrder().stream()
                .map(record -> subject(state, record, phases, metric, run))
                .toList());
    }

    private static TableSubject subject(
            CampaignState state, CandidateRecord record, List<Phase> phases, String metric, String run) {
        return new TableSubject(
                record,
                state.record(record.candidate().parent()).candidate().recipe(),
                phases.get(record.candidate().number()),
                metric,
                run);
    }

    /** By candidate, the phase in which it was proposed. */
    private static List<Phase> phases(List<CampaignEvent> events) {
        List<Phase> phases = new ArrayList<>();
        Phase phase = CampaignState.EMPTY.phase();
        for (CampaignEvent event : events) {
            if (event instanceof PhaseEntered entered) {
                phase = entered.phase();
            } else if (event instanceof CandidateProposed) {
                phases.add(phase);
            }
        }
        return phases;
    }

    /** The file's text, with the header; UTF-8 when it is written. */
    public String toTsv() {
        String header = Stream.of(Column.values()).map(Column::title).collect(Collectors.joining("\t", "", "\n"));
        return header + rows.stream().map(CandidateTable::line).collect(Collectors.joining());
    }

    private static String line(TableSubject subject) {
        return Stream.of(Column.values())
                .map(column -> cell(column.of(subject)))
                .collect(Collectors.joining("\t", "", "\n"));
    }

    private static String cell(String text) {
        String plain = CONTROLS.matcher(text).replaceAll(" ").strip();
        return plain.contains("\"") ? "\"" + plain.replace("\"", "\"\"") + "\"" : plain;
    }
}
