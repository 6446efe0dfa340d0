/**
 * Benchmarks and the figures that people read off them. Run by {@code modules/bench/run.sh}; each body also runs once in the
 * tests, so that none of them rots.
 */
package dev.assay.bench;
