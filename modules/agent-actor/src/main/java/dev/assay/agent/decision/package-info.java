/** What a campaign does next, as pure functions of program, profile and ledger. No actor, no clock, no file. */
package dev.assay.agent.decision;
