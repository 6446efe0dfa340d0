/** What local training makes small. */
package dev.assay.learning.loss;
