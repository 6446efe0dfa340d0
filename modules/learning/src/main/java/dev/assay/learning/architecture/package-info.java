/** Networks as data, the families they are built from, and their initial values. */
package dev.assay.learning.architecture;
