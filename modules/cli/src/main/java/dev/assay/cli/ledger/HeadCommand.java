package dev.assay.cli.ledger;

import dev.assay.cli.DamagedLedger;
import dev.assay.cli.ExitStatus;
import dev.assay.ledger.verify.Verification;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code assay ledger head}: the hash that vouches for a whole ledger. */
@Command(
        name = "head",
        description = "Print the head of a ledger: the hash that vouches for every event before it.",
        mixinStandardHelpOptions = true)
public final class HeadCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path folder;

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        LedgerCheck check = LedgerCheck.ofChains(folder, Map.of());
        DamagedLedger.requireNone(check.flaw(), "the ledger of " + folder, "");
        Verification ledger = check.ledger().orElseThrow();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode head = JSON.createObjectNode()
                    .put("campaign", ledger.campaignId())
                    .put("sequence", ledger.head().sequence())
                    .put("hash", ledger.head().hash().hex());
            ObjectNode open = head.putObject("open_trials");
            ledger.openTrials()
                    .forEach((trialId, trial) -> open.putObject(trialId)
                            .put("sequence", trial.sequence())
                            .put("hash", trial.hash().hex()));
            out.println(head);
        } else {
            out.println(ledger.head().sequence() + " " + ledger.head().hash());
            ledger.openTrials()
                    .forEach((trialId, head) ->
                            out.println(head.sequence() + " " + head.hash() + " open trial " + trialId));
        }
        out.flush();
        return ExitStatus.DONE;
    }
}
