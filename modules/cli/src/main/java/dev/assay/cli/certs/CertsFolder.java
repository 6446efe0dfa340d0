package dev.assay.cli.certs;

import dev.assay.cli.BadInput;
import dev.assay.runtime.security.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;

/** A folder with an authority's files and those that it has issued: {@code NAME.pem} and, for its owner only, {@code NAME.key}. */
record CertsFolder(Path path) {
    static final String AUTHORITY = "ca";
    static final String NAME_RULE = "letters, digits, '.', '_' and '-', beginning with a letter or digit, 60 at most";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,59}");

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    Path certificate(String name) {
        return path.resolve(name + ".pem");
    }

    Path key(String name) {
        return path.resolve(name + ".key");
    }

    /** @throws BadInput when there is none, or its files hold something else */
    CertificateAuthority authority() throws IOException, BadInput {
        for (Path file : List.of(certificate(AUTHORITY), key(AUTHORITY))) {
            if (!Files.isRegularFile(file)) {
                throw new BadInput("--dir " + path + ": there is no authority, as " + file
                        + " is not there; make one by 'assay certs init --dir " + path + "'");
            }
        }
        try {
            return CertificateAuthority.read(certificate(AUTHORITY), key(AUTHORITY));
        } catch (IllegalArgumentException e) {
            throw new BadInput("--dir " + e.getMessage());
        }
    }

    /** @throws BadInput when a file of that name is there: what others rely on is not replaced */
    void requireFree(String name) throws BadInput {
        for (Path file : List.of(certificate(name), key(name))) {
            if (Files.exists(file)) {
                throw new BadInput(file + " exists already, and is not replaced: remove it, or choose another "
                        + (name.equals(AUTHORITY) ? "--dir" : "name"));
            }
        }
    }

    /** The key is its owner's only, from the moment that the file is there. */
    void write(String name, CertificateAuthority.Issued issued) throws IOException {
        Files.createDirectories(path);
        Files.createFile(key(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key(name), issued.key());
        Files.writeString(certificate(name), issued.certificate(), StandardOpenOption.CREATE_NEW);
    }
}
