package dev.assay.server.trial;

import dev.assay.learning.training.TrainingEngine;
import dev.assay.ledger.artifact.BlobStore;
import dev.assay.runtime.task.TaskCatalog;
import dev.assay.runtime.transfer.Transfer;
import java.time.Clock;
import java.time.Duration;

/**
 * What every trial of a server node works with.
 *
 * @param tasks the tasks that this node can read
 * @param engine evaluates final models
 * @param blobs keeps checkpoints and final models
 * @param transfer carries vectors to and from client nodes on other machines
 * @param clock dates the events
 * @param openTimeout how long a trial waits for client nodes and their sites
 */
public record TrialServices(
        TaskCatalog tasks,
        TrainingEngine engine,
        BlobStore blobs,
        Transfer transfer,
        Clock clock,
        Duration openTimeout) {}
