/** Where an export goes: a folder of its own, complete or not there. */
package dev.assay.ledger.export.folder;
