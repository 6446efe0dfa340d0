/** What the operator of a client node allows, whatever a server asks for: who may train there, and what may leave. */
package dev.assay.client.policy;
