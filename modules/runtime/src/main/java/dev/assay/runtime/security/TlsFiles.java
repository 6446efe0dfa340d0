package dev.assay.runtime.security;

import java.nio.file.Path;

/**
 * The PEM files of a node. Any tool may have made them; {@link CertificateAuthority} makes them too.
 *
 * @param ca certificates of the authorities whose nodes are let in, one or more
 * @param certificate the node's own, followed by those between it and the authority, if there are any
 * @param key its private key, PKCS#8 and not encrypted
 */
public record TlsFiles(Path ca, Path certificate, Path key) {}
