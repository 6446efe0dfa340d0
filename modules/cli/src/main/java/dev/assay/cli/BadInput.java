package dev.assay.cli;

/** Something that the user gave cannot be used; the message says what, and what to do. */
public final class BadInput extends Exception {
    private static final long serialVersionUID = 1;

    public BadInput(String message) {
        super(message);
    }
}
