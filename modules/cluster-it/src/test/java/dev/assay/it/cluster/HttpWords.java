package dev.assay.it.cluster;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** What strangers say to ports that speak HTTP. */
final class HttpWords {
    private HttpWords() {}

    /** Noise, requests that end early, are too long, lie about their length, or want what nobody may. */
    static List<byte[]> nonsense(Random random) {
        byte[] noise = new byte[1 << 16];
        random.nextBytes(noise);
        return List.of(
                new byte[0],
                noise,
                bytes("GET /alive HT"),
                bytes("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n\r\n"),
                bytes("GET /alive HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(1_000_000) + "\r\n\r\n"),
                bytes("GET /alive HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\nabc"),
                bytes("GET /alive HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nabc"),
                bytes("PUT /cluster/members/x HTTP/1.1\r\nHost: a\r\nContent-Length: 14\r\n\r\noperation=Down"),
                bytes("DELETE /cluster/members/x HTTP/1.1\r\nHost: a\r\n\r\n"),
                order("", "{}", 2),
                order("Authorization: Bearer 0123456789abcdef\r\n", "{}", 2),
                order("", "a".repeat(1_000_000), 1_000_000),
                order("", "{", 1_000_000),
                bytes("POST /api/v1/campaigns HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n{"));
    }

    /** @param length that it says its body has */
    static byte[] order(String header, String body, int length) {
        return bytes("POST /api/v1/campaigns HTTP/1.1\r\nHost: a\r\n" + header + "Content-Type: application/json\r\n"
                + "Content-Length: " + length + "\r\n\r\n" + body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
