package dev.assay.research.profile;

import dev.assay.learning.architecture.ArchitectureFamily;
import dev.assay.learning.architecture.ArchitectureParameters;

/** A network that a recipe can ask for by name: a family with its parameters. */
public record Architecture(ArchitectureFamily family, ArchitectureParameters parameters) {}
