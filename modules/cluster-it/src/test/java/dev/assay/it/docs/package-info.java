/** What the documents tell a reader to type, typed. */
package dev.assay.it.docs;
