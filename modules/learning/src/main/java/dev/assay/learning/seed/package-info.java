/** Random streams that are named by what they are for, not by when they are drawn. */
package dev.assay.learning.seed;
