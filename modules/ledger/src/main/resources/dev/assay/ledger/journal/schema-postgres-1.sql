-- The tables that pekko-persistence-jdbc reads and writes, as its own schema for PostgreSQL has them. Ids are compared by their
-- bytes, so that the entities of a campaign lie side by side in the index, whatever the database's language.
CREATE TABLE "event_journal" (
    "ordering" BIGSERIAL,
    "deleted" BOOLEAN DEFAULT FALSE NOT NULL,
    "persistence_id" VARCHAR(255) COLLATE "C" NOT NULL,
    "sequence_number" BIGINT NOT NULL,
    "writer" VARCHAR(255) NOT NULL,
    "write_timestamp" BIGINT,
    "adapter_manifest" VARCHAR(255),
    "event_payload" BYTEA NOT NULL,
    "event_ser_id" INTEGER NOT NULL,
    "event_ser_manifest" VARCHAR(255) NOT NULL,
    "meta_payload" BYTEA,
    "meta_ser_id" INTEGER,
    "meta_ser_manifest" VARCHAR(255),
    PRIMARY KEY ("persistence_id", "sequence_number")
);

CREATE UNIQUE INDEX "event_journal_ordering_idx" ON "event_journal" ("ordering");

CREATE TABLE "event_tag" (
    "event_id" BIGINT NOT NULL REFERENCES "event_journal" ("ordering") ON DELETE CASCADE,
    "tag" VARCHAR(256) NOT NULL,
    PRIMARY KEY ("event_id", "tag")
);

CREATE TABLE "snapshot" (
    "persistence_id" VARCHAR(255) COLLATE "C" NOT NULL,
    "sequence_number" BIGINT NOT NULL,
    "created" BIGINT NOT NULL,
    "snapshot_ser_id" INTEGER NOT NULL,
    "snapshot_ser_manifest" VARCHAR(255) NOT NULL,
    "snapshot_payload" BYTEA NOT NULL,
    "meta_ser_id" INTEGER,
    "meta_ser_manifest" VARCHAR(255),
    "meta_payload" BYTEA,
    PRIMARY KEY ("persistence_id", "sequence_number")
);
