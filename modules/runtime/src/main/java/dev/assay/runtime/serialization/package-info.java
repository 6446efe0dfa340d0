/** Control messages between nodes of one release, as Kryo in a closed world. */
package dev.assay.runtime.serialization;
