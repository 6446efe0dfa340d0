package dev.assay.cli;

/** What the program's exit status says; scripts rely on these numbers. */
public final class ExitStatus {
    public static final int DONE = 0;
    /** The run failed. */
    public static final int FAILED = 1;
    /** Bad input or usage; nothing was written. */
    public static final int BAD_INPUT = 2;
    /** The ledger is not intact. */
    public static final int LEDGER_DAMAGED = 3;
    /** A reproduction, or a decision derived once more, differs from what is recorded. */
    public static final int DIFFERENT = 4;

    private ExitStatus() {}
}
