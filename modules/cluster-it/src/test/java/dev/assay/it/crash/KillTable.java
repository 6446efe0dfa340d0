package dev.assay.it.crash;

import java.io.PrintStream;

/** What every kill left and what became of it, for people: a line each, as soon as both are known. */
final class KillTable {
    private final PrintStream out;
    private String open = "";
    private int kills;

    KillTable(PrintStream out) {
        this.out = out;
        out.println("| killed | in the ledger then | went on |\n| --- | --- | --- |");
    }

    void killed(String point, String left) {
        wentOn("");
        kills++;
        open = "| " + point + " | " + left + " | ";
    }

    /** Of the last kill; the first word counts. */
    void wentOn(String how) {
        if (!open.isEmpty()) {
            out.println(open + how + " |");
            open = "";
        }
    }

    int kills() {
        return kills;
    }
}
