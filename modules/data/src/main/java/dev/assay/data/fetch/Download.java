package dev.assay.data.fetch;

import dev.assay.data.file.ExpansionLimit;
import dev.assay.data.file.UnreadableFile;
import dev.assay.research.dataset.DataFile;
import dev.assay.research.dataset.DataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/** Downloads by HTTP. Redirects are followed, but never from an encrypted address to an open one. */
public final class Download {
    private static final int BUFFER = 1 << 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int DONE = 200;

    private final ExpansionLimit limit;
    private final Progress progress;
    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(PATIENCE)
            .build();

    /** Is told how far a download is. */
    public interface Progress {
        /**
         * @param bytes that have arrived
         * @param all how many there will be, where the server says so
         */
        void arrived(DataFile file, long bytes, OptionalLong all);
    }

    Download(DataSource source, Progress progress) {
        this.limit = ExpansionLimit.of(source);
        this.progress = progress;
    }

    /** @throws UnreadableFile when the server does not give all of it, saying what it answered */
    void to(String address, DataFile file, Path to) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = answer(address);
        try (InputStream content = response.body()) {
            if (response.statusCode() != DONE) {
                throw new UnreadableFile(
                        "could not be downloaded: " + response.uri() + " answered " + response.statusCode());
            }
            OptionalLong all = response.headers().firstValueAsLong("Content-Length");
            if (all.orElse(0) > limit.bytes()) {
                throw tooLarge(response.uri());
            }
            save(content, file, to, all, response.uri());
        }
    }

    private HttpResponse<InputStream> answer(String address) throws IOException, InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                    .timeout(PATIENCE)
                    .header("User-Agent", "assay")
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IllegalArgumentException e) {
            throw new UnreadableFile("could not be downloaded: " + address + " is no address: " + e.getMessage());
        } catch (HttpTimeoutException e) {
            throw new UnreadableFile("could not be downloaded: " + address + " did not answer within "
                    + PATIENCE.toSeconds() + " seconds");
        } catch (ConnectException e) {
            throw new UnreadableFile("could not be downloaded: there is no connection to " + address);
        } catch (IOException e) {
            throw new UnreadableFile("could not be downloaded: " + address + ": " + e.getMessage());
        }
    }

    private void save(InputStream content, DataFile file, Path to, OptionalLong all, URI address) throws IOException {
        long bytes = 0;
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(to)) {
            for (int read = read(content, buffer, bytes, all, address);
                    read >= 0;
                    read = read(content, buffer, bytes, all, address)) {
                out.write(buffer, 0, read);
                bytes += read;
                if (bytes > limit.bytes()) {
                    throw tooLarge(address);
                }
                progress.arrived(file, bytes, all);
            }
        }
    }

    private static int read(InputStream content, byte[] buffer, long bytes, OptionalLong all, URI address)
            throws UnreadableFile {
        try {
            return content.read(buffer);
        } catch (IOException e) {
            throw new UnreadableFile("could not be downloaded: " + address + " broke off after " + bytes
                    + (all.isPresent() ? " of " + all.getAsLong() : "") + " bytes");
        }
    }

    private UnreadableFile tooLarge(URI address) {
        return new UnreadableFile("could not be downloaded: " + address + " sends more than " + limit.bytes()
                + " bytes, far more than the profile's rows need");
    }
}
