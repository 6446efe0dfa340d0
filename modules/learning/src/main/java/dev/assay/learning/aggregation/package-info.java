/**
 * What the server makes of the sites' DIFFs: exact weighted sums, order statistics, and the server rules on top of them.
 * Pure: the same updates give the same bits in any arrival order.
 */
package dev.assay.learning.aggregation;
