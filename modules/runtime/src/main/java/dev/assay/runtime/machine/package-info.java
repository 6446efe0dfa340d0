/** What computes: the facts of a machine that the bits of a result can depend on. */
package dev.assay.runtime.machine;
