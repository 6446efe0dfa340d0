/** Notices that a search has stopped finding anything. */
package dev.assay.research.watchdog;
