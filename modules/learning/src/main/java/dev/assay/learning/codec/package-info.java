/** How a DIFF is made smaller before it leaves its site: what is encoded, what is lost, and what a site keeps of that. */
package dev.assay.learning.codec;
