ALTER TABLE "event_journal" ADD COLUMN "note" VARCHAR(10);
