/**
 * Whole campaigns in processes of their own: what they leave, that their bits do not depend on how the work was done, and
 * that they survive being stopped and killed.
 */
package dev.assay.it.campaign;
