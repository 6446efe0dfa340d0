package dev.assay.cli.simulate;

import dev.assay.cli.BadInput;
import dev.assay.cli.Home;
import dev.assay.cli.run.RunOutputs;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.ledger.campaign.CampaignEvent.HoldOutOpened;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.campaign.Lineage;
import dev.assay.research.fingerprint.Fingerprint;
import dev.assay.research.frontmatter.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** How a labelled sub-campaign is asked for: another campaign to go on from, and a name for what is different. */
public final class LineageOptions {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    @Option(
            names = "--parent",
            paramLabel = "RUN",
            description = "Start a sub-campaign of the campaign in this run folder, under another fingerprint;"
                    + " its scores do not compare with that one's. Needs --label.")
    private Optional<Path> parent;

    @Option(
            names = "--label",
            paramLabel = "NAME",
            description = "What is different in the sub-campaign, 1 to 40 of a-z, 0-9 and -. Needs --parent.")
    private Optional<String> label;

    List<Problem> problems() {
        List<Problem> wrong = new ArrayList<>();
        if (parent.isPresent() && label.isEmpty()) {
            wrong.add(Problem.ofOption("--label", "", "is missing: a sub-campaign needs a name for what is different"));
        }
        if (label.isPresent() && parent.isEmpty()) {
            wrong.add(Problem.ofOption("--parent", "", "is missing: only a sub-campaign has a label"));
        }
        label.filter(given -> !LABEL.matcher(given).matches())
                .ifPresent(given -> wrong.add(Problem.ofOption(
                        "--label",
                        given,
                        "is '" + given + "', must be 1 to 40 of a-z, 0-9 and -, the first a letter or digit")));
        return wrong;
    }

    /** Where the campaign comes from; throws when the parent is no run, or differs in nothing. */
    Optional<Lineage> of(Fingerprint fingerprint) throws BadInput {
        if (parent.isEmpty()) {
            return Optional.empty();
        }
        List<CampaignEvent> events = RunOutputs.events(parent.get());
        CampaignStarted start = CampaignState.of(events).start().orElseThrow();
        Fingerprint before = new Fingerprint(start.fingerprint());
        List<String> differences = fingerprint.differencesFrom(before);
        if (differences.isEmpty()) {
            throw new BadInput(
                    "a sub-campaign has to differ from its parent, and no field of the fingerprint does: go on"
                            + " with the campaign of " + parent.get() + " by '" + Home.command() + " resume "
                            + parent.get()
                            + "', or start one of its own without --parent");
        }
        boolean opened = start.lineage().map(Lineage::holdOutOpened).orElse(false)
                || events.stream().anyMatch(HoldOutOpened.class::isInstance);
        return Optional.of(new Lineage(label.orElseThrow(), start.campaignId(), before.digest(), differences, opened));
    }
}
