/** The port to what trains and evaluates, with the data that crosses it, and the learning-rate schedule. */
package dev.assay.learning.training;
