package dev.assay.api.http;

import dev.assay.learning.digest.Digest;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The secret that lets somebody speak to the API (RFC 6750). Only its digest is kept, and its text is never shown. */
public final class BearerToken {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{16,512}");
    private static final String SCHEME = "Bearer ";
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final byte[] digest;

    private BearerToken(String text) {
        this.digest = digest(text);
    }

    /**
     * The token of a file that holds nothing else, but for white space around it.
     *
     * @throws InvalidInput when it cannot be read, is no token, or others than its owner may read it
     */
    public static BearerToken read(Path file) throws InvalidInput {
        return new BearerToken(text(file));
    }

    /** The token's own text, for who sends it; refuses what {@link #read} refuses. */
    public static String text(Path file) throws InvalidInput {
        try {
            if (!Files.isRegularFile(file)) {
                throw wrong(file, "there is no such file");
            }
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw wrong(file, "can be read by others than its owner: say 'chmod 600 " + file + "'");
            }
            String text = Files.readString(file).strip();
            if (!TOKEN.matcher(text).matches()) {
                throw wrong(
                        file,
                        "holds no token, which is 16 to 512 letters, digits and any of . _ ~ + / = -: make one by"
                                + " 'openssl rand -hex 32'");
            }
            return text;
        } catch (IOException e) {
            throw wrong(file, "cannot be read: " + e);
        }
    }

    /**
     * Whether a request has it. Takes as long for a token that is nearly right as for any other.
     *
     * @param authorization value of the header; empty when there is none
     */
    public boolean isIn(String authorization) {
        boolean bearer = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String given = bearer ? authorization.substring(SCHEME.length()).strip() : "";
        return MessageDigest.isEqual(digest, digest(given)) && bearer;
    }

    private static byte[] digest(String text) {
        return Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static InvalidInput wrong(Path file, String message) {
        return new InvalidInput(List.of(new Problem(file.toString(), 0, "", "", message)));
    }
}
