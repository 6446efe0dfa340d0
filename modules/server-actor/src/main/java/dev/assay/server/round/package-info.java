/** One round: which updates are taken, and what they add up to. No actor. */
package dev.assay.server.round;
