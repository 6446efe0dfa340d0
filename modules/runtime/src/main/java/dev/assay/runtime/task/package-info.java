/** A task profile together with its data. The only way to the selection and hold-out rows. */
package dev.assay.runtime.task;
