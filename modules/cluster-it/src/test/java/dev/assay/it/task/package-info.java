/** The shipped tasks on real data, beside what others have published. */
package dev.assay.it.task;
