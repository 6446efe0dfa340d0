/**
 * The task: data, splits, sites, architectures, budget, caps, baseline and calibration, read from
 * {@code profile.md} and checked; and the loader that makes a task\'s rows of its data file.
 */
package dev.assay.research.profile;
