package dev.assay.cli.node;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a node of the cluster does; one node can do any of it. */
public enum NodeRole {
    /** Runs trials: deals out sites, closes rounds, scores. */
    SERVER,
    /** Serves sites: trains on rows that this node can read. */
    CLIENT,
    /** Hosts campaigns: decides what is tried next. */
    AGENT;

    /** As the cluster and the command line name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether such a node writes events. */
    public boolean needsLedger() {
        return this != CLIENT;
    }

    /** Whether such a node trains or scores, so that it reads tasks and loads the engine. */
    public boolean needsData() {
        return this != AGENT;
    }

    static Set<NodeRole> setOf(Collection<NodeRole> roles) {
        return roles.isEmpty() ? Set.of() : EnumSet.copyOf(roles);
    }
}
