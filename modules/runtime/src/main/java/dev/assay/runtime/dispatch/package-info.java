/** Threads for work that blocks. */
package dev.assay.runtime.dispatch;
