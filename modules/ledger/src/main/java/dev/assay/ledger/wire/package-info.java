/**
 * The events as they are stored: Protobuf of {@code assay.ledger.v1}, mapped by hand to and from the records. The only
 * package of this module that knows Protobuf classes. What is written here is read for years, so mappings are only
 * added to.
 */
package dev.assay.ledger.wire;
