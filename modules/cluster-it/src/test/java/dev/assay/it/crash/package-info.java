/** The real process, killed at every named moment and at random ones, resumed, and compared with one that nobody killed. */
package dev.assay.it.crash;
