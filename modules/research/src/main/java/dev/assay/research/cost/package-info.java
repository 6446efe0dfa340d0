/** What a trial has spent, as measured. */
package dev.assay.research.cost;
