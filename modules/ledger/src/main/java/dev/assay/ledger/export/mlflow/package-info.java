/** A campaign's trials as a store of MLflow's on the file system. */
package dev.assay.ledger.export.mlflow;
