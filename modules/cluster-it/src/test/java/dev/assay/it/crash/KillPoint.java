package dev.assay.it.crash;

/**
 * A named moment at which a process is killed.
 *
 * @param name for people, as the table of kills shows it
 * @param where the moment, in the program
 * @param often how many times a process comes by it at least, in the usual case: the test chooses among them
 * @param whileResuming counts only in a process that goes on with a campaign
 */
record KillPoint(String name, Trap where, int often, boolean whileResuming) {
    KillPoint(String name, Trap where, int often) {
        this(name, where, often, false);
    }

    @Override
    public String toString() {
        return name;
    }
}
