/**
 * What a candidate may change and how far: axes over knobs, with a domain each. Whether a recipe keeps to it is the
 * guard\'s question, how to move on it the search\'s.
 */
package dev.assay.research.surface;
