/** Commands that train: a campaign in this process, from the start or from where it stopped. */
package dev.assay.cli.simulate;
