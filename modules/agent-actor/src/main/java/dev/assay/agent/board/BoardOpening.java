package dev.assay.agent.board;

import java.util.List;

/**
 * What the board finds where it starts.
 *
 * @param unfinished campaigns that the cluster has now, in the order in which they began
 * @param elsewhere unfinished ones that a process outside writes
 */
record BoardOpening(List<String> unfinished, List<String> elsewhere) {
    BoardOpening {
        unfinished = List.copyOf(unfinished);
        elsewhere = List.copyOf(elsewhere);
    }
}
