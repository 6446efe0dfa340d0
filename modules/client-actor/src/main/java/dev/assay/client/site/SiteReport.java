package dev.assay.client.site;

import dev.assay.runtime.machine.Machine;
import dev.assay.runtime.serialization.ClusterMessage;
import java.util.OptionalDouble;

/** What the sites of a trial tell its server. */
public sealed interface SiteReport {
    String trialId();

    int site();

    /**
     * The site has its data and can train.
     *
     * @param name the site's name in the task
     * @param rows its training rows
     * @param engine what will compute
     * @param machine where
     */
    record SiteOpened(String trialId, int site, String name, int rows, String engine, Machine machine)
            implements SiteReport, ClusterMessage {}

    /** The site trained a round, and its server is in the same process. */
    record SiteTrained(ModelUpdate update) implements SiteReport {
        @Override
        public String trialId() {
            return update.trialId();
        }

        @Override
        public int site() {
            return update.site();
        }
    }

    /** The site trained a round, and its server is to fetch the update. */
    record UpdateAnnounced(AnnouncedUpdate update) implements SiteReport {
        @Override
        public String trialId() {
            return update.trialId();
        }

        @Override
        public int site() {
            return update.site();
        }
    }

    /**
     * An {@link UpdateAnnounced} as it arrives on another node: its bytes, which are decoded by {@code FederationWire.update}
     * once the server has seen that there are no more of them than an announcement needs. Trial and site are not known before
     * that.
     */
    final class EncodedUpdate implements SiteReport {
        private final byte[] bytes;

        /** @param bytes taken over */
        public EncodedUpdate(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Not to be changed. */
        public byte[] bytes() {
            return bytes;
        }

        @Override
        public String trialId() {
            return "";
        }

        @Override
        public int site() {
            return -1;
        }
    }

    /** The site was told to train the round, and waits for a device that others have: it is not silent. */
    record SiteWaits(String trialId, int round, int site) implements SiteReport, ClusterMessage {}

    /** The site has no data, or the node cannot serve it. */
    record SiteNotOpened(String trialId, int site, String message) implements SiteReport, ClusterMessage {}

    /**
     * The site scored a model on its own rows.
     *
     * @param round how many rounds made the model
     * @param holdOut on its sealed rows, where these were asked for
     */
    record SiteScored(String trialId, int round, int site, double selection, OptionalDouble holdOut)
            implements SiteReport, ClusterMessage {}

    /**
     * The site trained the round, and its operator's policy does not let the update leave; its state is as before.
     *
     * @param message what the policy allows
     */
    record SiteRefused(String trialId, int round, int site, String message) implements SiteReport, ClusterMessage {}

    /** The site could not train the round, or score the model that so many rounds made; its state is as before. */
    record SiteFailed(String trialId, int round, int site, String message) implements SiteReport, ClusterMessage {}
}
