package dev.assay.research.profile;

import dev.assay.learning.architecture.ArchitectureFamily;
import dev.assay.learning.architecture.ArchitectureParameters;
import java.util.TreeMap;

/** A network that a recipe can ask for by name: a family with its parameters. */
public record Architecture(ArchitectureFamily family, ArchitectureParameters parameters) {
    /** One line with the parameters in the order of their names: part of the fingerprint. */
    @Override
    public String toString() {
        return family.profileName() + new TreeMap<>(parameters.values());
    }
}
