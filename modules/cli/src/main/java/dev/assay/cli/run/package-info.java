/** What a campaign is started from, and the folder that it leaves behind. */
package dev.assay.cli.run;
