/** Labelled rows, their split into train, selection and hold-out, and their partition over sites. */
package dev.assay.learning.data;
