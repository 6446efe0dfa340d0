/** A model as its schema and one flat vector of floats. Everything but the training engine works on that vector. */
package dev.assay.learning.model;
