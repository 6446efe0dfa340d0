package dev.assay.server.trial;

import dev.assay.client.site.ClientNode;
import dev.assay.client.site.SiteAssignment;
import dev.assay.client.site.SiteReport;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A client node that serves sites of a trial.
 *
 * @param door where it reports
 * @param assignment its sites
 */
record ServingNode(ActorRef<ClientNode.Command> node, ActorRef<SiteReport> door, SiteAssignment assignment) {}
