/** What the modules may know of each other, and of the libraries; held here because this module sees all of them. */
package dev.assay.it.architecture;
