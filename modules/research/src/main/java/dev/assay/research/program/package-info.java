/**
 * The control plane of a campaign, read from {@code program.md}: phases, seeds, keep rule, watchdog, caps, and the
 * guidance that a language-model agent reads.
 */
package dev.assay.research.program;
