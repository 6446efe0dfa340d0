/** Who a node is and whom it speaks to: certificates, and connections between nodes that both sides prove themselves on. */
package dev.assay.runtime.security;
