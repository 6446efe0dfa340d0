package dev.assay.research.recipe;

/** A text that is no value of a knob; the message reads {@code is ..., must be ...}. */
public final class InvalidKnobValue extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String limit;

    InvalidKnobValue(String value, String limit) {
        super("is " + value + ", must be " + limit);
        this.limit = limit;
    }

    /** What is allowed, for people. */
    public String limit() {
        return limit;
    }
}
