package dev.assay.agent.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.campaign.CampaignState;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.export.jsonl.ExportVerification;
import dev.assay.ledger.export.table.CandidateTable;
import dev.assay.ledger.report.Report;
import dev.assay.ledger.results.ResultTable;
import dev.assay.ledger.trial.TrialChain;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialState;
import dev.assay.ledger.trial.TrialState.Ended;
import dev.assay.ledger.verify.VerifiedLedger;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.proto.ledger.v1.LedgerV1;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ledgers of releases before this one, which must be readable and come to the same for ever; see the README beside them. */
class GoldenLedgerTest {
    @TempDir
    Path folder;

    private final List<CampaignEvent> campaign = new ArrayList<>();
    private final Map<String, TrialState> trials = new LinkedHashMap<>();

    @Test
    void ledgerFromBeforeTheChainReplays() throws IOException {
        JsonMapper json = new JsonMapper();
        for (String line : text("v0.jsonl.gz").lines().toList()) {
            JsonNode row = json.readTree(line);
            boolean isTrial = row.get("entity").asString().startsWith("trial|");
            Message.Builder stored = isTrial ? LedgerV1.TrialEntry.newBuilder() : LedgerV1.CampaignEntry.newBuilder();
            JsonFormat.parser().merge(row.get("event").toString(), stored);
            Entry<?> entry = EventCodec.read(
                    row.get("type").asString() + ".v1", stored.build().toByteArray());
            assertThat(entry.isChained()).isFalse();
            take(row.get("entity").asString(), entry);
        }

        assertThat(campaign).hasSize(142);
        assertThat(trials)
                .hasSize(57)
                .allSatisfy((id, state) -> assertThat(state).isInstanceOf(Ended.class));
        assertComesToTheSame(19, "v0.results.tsv");
    }

    @Test
    void ledgerOfSchemaOneVerifiesAndReplays() throws Exception {
        Path export = Files.writeString(folder.resolve("v1.jsonl"), text("v1.jsonl.gz"));
        Map<String, TrialChain> chains = new LinkedHashMap<>();

        VerifiedLedger verified = ExportVerification.of(export, Map.of(), read -> {
            take(read.persistenceId(), read.entry());
            if (read.entry().event() instanceof TrialEvent) {
                @SuppressWarnings("unchecked")
                Entry<TrialEvent> entry = (Entry<TrialEvent>) read.entry();
                chains.compute(
                        read.persistenceId(), (id, chain) -> (chain == null ? TrialChain.EMPTY : chain).apply(entry));
            }
        });

        assertThat(verified.flaw()).isEmpty();
        assertThat(verified.ledger().orElseThrow().head().hash().hex())
                .isEqualTo("f98d199de3a0fc90e716f00304ab252a4e4473a77f9928608cc2b356d575ae49");
        assertThat(campaign).hasSize(48);
        assertThat(chains).hasSize(15);
        assertComesToTheSame(14, "v1.results.tsv");
    }

    private void take(String entity, Entry<?> entry) {
        if (entry.event() instanceof CampaignEvent event) {
            campaign.add(event);
        } else {
            trials.compute(
                    entity,
                    (id, state) -> (state == null ? TrialState.EMPTY : state).apply((TrialEvent) entry.event()));
        }
    }

    private void assertComesToTheSame(int decisions, String table) throws IOException {
        DecisionReplay replay = DecisionReplay.of(campaign);
        assertThat(replay.difference()).isEmpty();
        assertThat(replay.decisions()).isEqualTo(decisions);
        CampaignState state = CampaignState.of(campaign);
        assertThat(state.isFinished()).isTrue();
        assertThat(ResultTable.of(state).toTsv()).isEqualTo(text(table));
        assertThat(CandidateTable.of(campaign, "run").toTsv().lines())
                .hasSizeGreaterThanOrEqualTo(state.candidates().size() + 1);
        assertThat(Report.of(campaign, List.of()).ending().finished()).isTrue();
    }

    private static String text(String name) throws IOException {
        try (InputStream file = GoldenLedgerTest.class.getResourceAsStream("/history/" + name);
                InputStream content = name.endsWith(".gz") ? new GZIPInputStream(file) : file) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
