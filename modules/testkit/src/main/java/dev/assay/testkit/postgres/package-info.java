/** A database server for tests, from the system's own programs. */
package dev.assay.testkit.postgres;
