/** A training engine that is cheap, exact and does what a test tells it to: to fail, to send nonsense, to wait. */
package dev.assay.testkit.engine;
