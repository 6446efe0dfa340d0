package dev.assay.runtime.serialization;

/**
 * Marks commands and replies between nodes of one release; they travel as Kryo. Nothing that outlives a process is one:
 * events and model payloads are Protobuf.
 */
public interface ClusterMessage {}
