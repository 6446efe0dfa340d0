/**
 * A federated strategy as data: knobs with canonical values, normalised, named by digest. What a recipe does is in
 * the learning module; what it may be for a task is in the surface and the guard.
 */
package dev.assay.research.recipe;
