package dev.assay.server.trial;

/** Text that comes from client nodes, which may be as long as they like, as it may be recorded. */
final class ClientText {
    static final int LONGEST = 300;

    private ClientText() {}

    /** The text, cut to {@link #LONGEST} characters. */
    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
    }
}
