package dev.assay.server.wire;

import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.trial.TrialChain;
import dev.assay.ledger.trial.TrialOutcome;
import dev.assay.ledger.trial.TrialPlan;
import dev.assay.ledger.trial.TrialState;
import dev.assay.research.cost.Cost;
import dev.assay.runtime.serialization.MessageRegistry;
import dev.assay.runtime.serialization.MessageTypes;
import dev.assay.server.trial.Trial;
import dev.assay.server.trial.TrialReport;

/** The server's commands and reports that travel as Kryo, and what snapshots of trials are made of. */
public final class ServerMessageTypes implements MessageTypes {
    @Override
    public void register(MessageRegistry registry) {
        registry.add(300, Trial.StartTrial.class)
                .add(301, Trial.Rest.class)
                .add(302, TrialPlan.class)
                .add(303, TrialReport.TrialProgressed.class)
                .add(304, TrialReport.TrialFinished.class)
                .add(305, TrialOutcome.Scored.class)
                .add(306, TrialOutcome.Failed.class)
                .add(307, TrialOutcome.FailureCode.class)
                .add(308, Cost.class)
                .add(309, ChainHead.class)
                .add(310, TrialReport.TrialRefused.class)
                .add(311, TrialReport.TrialPaused.class)
                .add(312, TrialReport.TrialResumed.class);
        registry.add(320, TrialChain.class)
                .add(321, TrialState.NotStarted.class)
                .add(322, TrialState.Running.class)
                .add(323, TrialState.RecordedRefusal.class)
                .add(324, TrialState.Ended.class);
    }
}
