/** What a trial goes on from after a crash. */
package dev.assay.server.checkpoint;
