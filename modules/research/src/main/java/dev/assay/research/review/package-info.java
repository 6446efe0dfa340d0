/**
 * Whether a candidate is better than the incumbent or only luckier: noise, paired comparison, keep rule. Pure
 * arithmetic on scores.
 */
package dev.assay.research.review;
