/**
 * Results of the field's strategies that this project did not compute, a plain federated loop that runs them on any training
 * engine, and a slow engine in plain Java to run them on. Other modules test with it too.
 */
package dev.assay.testkit.oracle;
