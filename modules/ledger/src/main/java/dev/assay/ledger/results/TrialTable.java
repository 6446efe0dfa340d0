package dev.assay.ledger.results;

import dev.assay.ledger.artifact.ArtifactFile;
import dev.assay.ledger.campaign.Candidate;
import dev.assay.ledger.campaign.CandidateRecord;
import dev.assay.ledger.campaign.TrialRecord;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialOutcome.Failed;
import dev.assay.ledger.trial.TrialOutcome.Scored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/** One candidate's trials as a file: its recipe in comment lines, then a row a trial with the final model's digest. */
public record TrialTable(CandidateRecord record) {
    /** The folder of these tables in a run folder. */
    public static final String FOLDER = "trials";

    private static final String HEADER =
            "trial\tseed\tselection\thold_out\tmodel\tsamples\tsteps\tbytes_down\tbytes_up\tseconds\tfailure\n";

    /** The file's place, relative to the run folder. */
    public static String file(Candidate candidate) {
        return FOLDER + "/" + candidate.name() + ".tsv";
    }

    /** Writes the file into the run folder, whole or not at all. */
    public void write(Path runFolder) throws IOException {
        ArtifactFile.write(runFolder.resolve(file(record.candidate())), toTsv().getBytes(StandardCharsets.UTF_8));
    }

    /** Models lie in {@code blobs/}, under the first two characters of their digest. */
    public String toTsv() {
        String recipe = record.candidate()
                .recipe()
                .canonical()
                .lines()
                .map(line -> "# " + line + "\n")
                .collect(Collectors.joining());
        return recipe + HEADER + record.trials().stream().map(TrialTable::row).collect(Collectors.joining());
    }

    private static String row(TrialRecord trial) {
        String start = trial.trialId() + "\t" + trial.seed();
        if (trial.outcome().isEmpty()) {
            return start + "\t".repeat(9) + "\n";
        }
        TrialOutcome outcome = trial.outcome().get();
        String result = outcome instanceof Scored scored
                ? String.format(Locale.ROOT, "%.6f", scored.selection())
                        + "\t"
                        + (scored.holdOut().isPresent()
                                ? String.format(
                                        Locale.ROOT, "%.6f", scored.holdOut().getAsDouble())
                                : "")
                        + "\t"
                        + scored.model()
                : "\t\t";
        String cost = String.format(
                Locale.ROOT,
                "%d\t%d\t%d\t%d\t%.3f",
                outcome.cost().samples(),
                outcome.cost().steps(),
                outcome.cost().bytesDown(),
                outcome.cost().bytesUp(),
                outcome.cost().seconds());
        return String.join("\t", start, result, cost, failure(outcome)) + "\n";
    }

    private static String failure(TrialOutcome outcome) {
        return outcome instanceof Failed failed
                ? (failed.code() + ": " + failed.message()).replaceAll("\\s+", " ")
                : "";
    }
}
