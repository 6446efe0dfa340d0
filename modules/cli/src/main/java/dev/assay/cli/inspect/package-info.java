/** Commands that read: ledger, report, profile. They work while a campaign runs and after. */
package dev.assay.cli.inspect;
