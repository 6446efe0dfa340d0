/**
 * The sites of a node: one actor finds them work, one actor a site and trial does it. What a round adds up to is not known here.
 */
package dev.assay.client.site;
