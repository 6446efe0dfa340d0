package dev.assay.cli.ledger;

import dev.assay.cli.BadInput;
import dev.assay.ledger.journal.CampaignDirectory.Listed;
import dev.assay.ledger.journal.Journal;
import dev.assay.ledger.journal.JournalException;
import dev.assay.ledger.journal.JournalReader;
import dev.assay.ledger.journal.LedgerIds;
import dev.assay.ledger.journal.PostgresJournal;
import dev.assay.ledger.sweep.NeededBlobs;
import java.util.List;

/**
 * The campaigns whose model files may lie in a run's folder. Of a run with its ledger in a file that is its own alone, which the
 * journal's lock keeps still. Of one in a database it is every campaign there: the servers of a cluster keep the files of all of
 * them in one folder, and write a file before the event that names it.
 *
 * @param journal the run's
 * @param campaigns those of the database in the order in which they began; none for a file
 */
record BlobUsers(Journal journal, List<Listed> campaigns) {
    BlobUsers {
        campaigns = List.copyOf(campaigns);
    }

    /** @throws JournalException if the database cannot be asked */
    static BlobUsers of(Journal journal) {
        return new BlobUsers(journal, journal instanceof PostgresJournal database ? database.campaigns() : List.of());
    }

    /** Names of the campaigns that may be writing files, whatever lock this process has. */
    List<String> notEnded() {
        return campaigns.stream()
                .filter(campaign -> !campaign.finished())
                .map(Listed::campaignId)
                .toList();
    }

    /** @throws BadInput if a file that no event names may be one that is being written */
    void requireEnded() throws BadInput {
        List<String> open = notEnded();
        if (!open.isEmpty()) {
            throw new BadInput("nothing was removed: beside " + journal.where()
                    + " a file that no event names may be one that is just being written, by "
                    + String.join(", ", open) + ", which " + (open.size() == 1 ? "has" : "have")
                    + " not ended: wait for the end, or bring it about, on a cluster by 'assay campaign stop NAME',"
                    + " without one by 'assay resume RUN'");
        }
    }

    /**
     * To be asked when the files have been looked at: of a campaign that began meanwhile, files may have been taken for such
     * that nobody needs.
     *
     * @throws BadInput if there is one
     */
    void requireNoOther() throws BadInput {
        List<String> now = names(of(journal));
        if (!now.equals(names(this))) {
            throw new BadInput(
                    "nothing was removed: the campaigns of the database are no longer those that were looked at,"
                            + " but " + String.join(", ", now) + ": try again when all have ended");
        }
    }

    /** What the run's events need, and what those of the other campaigns do; each is held against its chain. */
    NeededBlobs needed() {
        NeededBlobs needed;
        try (JournalReader own = journal.read()) {
            needed = named(own);
        }
        if (journal instanceof PostgresJournal database) {
            try (JournalReader all = database.readAll()) {
                needed.addOthers(named(all));
            }
        }
        return needed;
    }

    /** One entity at a time. */
    private static NeededBlobs named(JournalReader reader) {
        NeededBlobs needed = new NeededBlobs();
        for (String entity : reader.persistenceIds()) {
            if (LedgerIds.isTrial(entity)) {
                String trialId = LedgerIds.trialId(entity);
                needed.addTrial(trialId, reader.trial(trialId));
            } else if (LedgerIds.isCampaign(entity)) {
                needed.addCampaign(reader.campaign(LedgerIds.campaignId(entity)));
            }
        }
        return needed;
    }

    private static List<String> names(BlobUsers users) {
        return users.campaigns.stream().map(Listed::campaignId).toList();
    }
}
