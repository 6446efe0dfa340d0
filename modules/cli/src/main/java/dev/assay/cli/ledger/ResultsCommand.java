package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.run.RunFolder;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.projection.View;
import dev.assay.ledger.projection.Views;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code assay ledger results}: views of the campaign, while it runs and after. */
@Command(
        name = "results",
        description =
                "Print a view of the campaign as a table: its candidates, the best so far, costs, families, axes.",
        mixinStandardHelpOptions = true)
public final class ResultsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path folder;

    @Option(
            names = "--view",
            paramLabel = "VIEW",
            defaultValue = "results",
            converter = ViewName.class,
            description =
                    "results (one row a candidate, as in results.tsv), best (the incumbent after each review), cost,"
                            + " families, or axes (by knob and value); default: ${DEFAULT-VALUE}.")
    private View.Name view;

    @Option(names = "--json", description = "As a JSON array.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        View found = read();
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? found.toJson() : found.toTsv());
        out.flush();
        return ExitStatus.DONE;
    }

    /** The kept view if the ledger has not gone on since it was made; otherwise the events are folded. */
    private View read() throws IOException, BadInput {
        RunFolder run = new RunFolder(folder);
        try (JournalReader journal = run.journal().read()) {
            String campaign = journal.campaignId()
                    .orElseThrow(() -> new BadInput("the ledger of " + folder + " has no campaign yet"));
            Optional<View> kept = run.views().read(view, journal.head(campaign));
            return kept.isPresent() ? kept.get() : Views.of(view, CampaignState.of(journal.campaign(campaign)));
        }
    }

    /** The views' words, in small letters as they are printed. */
    static final class ViewName implements ITypeConverter<View.Name> {
        @Override
        public View.Name convert(String word) {
            for (View.Name name : View.Name.values()) {
                if (name.word().equals(word.toLowerCase(Locale.ROOT))) {
                    return name;
                }
            }
            throw new TypeConversionException(
                    "'" + word + "' is no view: one of results, best, cost, families, axes is");
        }
    }
}
