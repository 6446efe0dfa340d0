/**
 * The agent of one campaign as an actor: stores what is decided, has trials run, tells its watchers. Decides nothing itself.
 */
package dev.assay.agent.campaign;
