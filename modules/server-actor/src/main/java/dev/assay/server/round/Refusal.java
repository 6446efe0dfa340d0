package dev.assay.server.round;

/**
 * Why an update was not taken.
 *
 * @param code stable name for the ledger
 * @param message what was wrong, with the value and what is allowed
 */
public record Refusal(Code code, String message) {
    /** Names are stable: they are stored. */
    public enum Code {
        WRONG_TRIAL(false),
        /** An earlier round: its time is over. */
        LATE(false),
        WRONG_ROUND(false),
        UNKNOWN_SITE(false),
        /** A node answered for a site that it was not given. */
        WRONG_SENDER(false),
        /** More than an update of this model can have: nothing of it is fetched, and of its bytes only whose it claims to be is read. */
        TOO_LARGE(true),
        /** Its vectors are announced at another host than that of the node which sent it; they are not fetched from there. */
        WRONG_ADDRESS(true),
        /** Bytes are missing or altered: what is there is not what was sent. */
        TRUNCATED(true),
        /** The vector is not a DIFF. */
        WRONG_KIND(true),
        DUPLICATE(false),
        WRONG_SCHEMA(true),
        WRONG_SIZE(true),
        WRONG_STEPS(true),
        /** More or fewer rows than the ordered steps take. */
        WRONG_SAMPLES(true),
        NOT_FINITE(true),
        NORM_TOO_LARGE(true),
        /** Control variates are missing where SCAFFOLD needs them, or there where no rule asks for them. */
        WRONG_CONTROL(true),
        /** The site's operator does not let it leave, so it was never sent; or the noise that he asks for made it too long. */
        SITE_POLICY(true),
        /** What the site keeps does not go on from what it had kept before, or does not fit the model. */
        WRONG_STATE(true);

        private final boolean answersTheRound;

        Code(boolean answersTheRound) {
            this.answersTheRound = answersTheRound;
        }

        /** Whether the site has had its say: such an update was meant for the open round, and is unusable. */
        public boolean answersTheRound() {
            return answersTheRound;
        }
    }
}
