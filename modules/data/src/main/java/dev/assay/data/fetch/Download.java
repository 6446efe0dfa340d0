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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Downloads by HTTP. Redirects are followed, but never from an encrypted address to an open one. */
public final class Download {
    private static final int BUFFER = 1 << 16;
    /** How long a server may send nothing. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int DONE = 200;

    private final ExpansionLimit limit;
    private final Progress progress;
    private final Duration patience;
    private final HttpClient client;

    /** Is told how far a download is. */
    public interface Progress {
        /**
         * @param bytes that have arrived
         * @param all how many there will be, where the server says so
         */
        void arrived(DataFile file, long bytes, OptionalLong all);
    }

    /** @param patience how long a server may send nothing, at least a second */
    Download(DataSource source, Progress progress, Duration patience) {
        this.limit = ExpansionLimit.of(source);
        this.progress = progress;
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(patience)
                .build();
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
                    .timeout(patience)
                    .header("User-Agent", "assay")
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IllegalArgumentException e) {
            throw new UnreadableFile("could not be downloaded: " + address + " is no address: " + e.getMessage());
        } catch (HttpTimeoutException e) {
            throw new UnreadableFile("could not be downloaded: " + address + " did not answer within "
                    + patience.toSeconds() + " seconds");
        } catch (ConnectException e) {
            throw new UnreadableFile("could not be downloaded: there is no connection to " + address);
        } catch (IOException e) {
            throw new UnreadableFile("could not be downloaded: " + address + ": " + e.getMessage());
        }
    }

    private void save(InputStream content, DataFile file, Path to, OptionalLong all, URI address)
            throws IOException, InterruptedException {
        long bytes = 0;
        byte[] buffer = new byte[BUFFER];
        ExecutorService reader = Executors.newSingleThreadExecutor(Download::thread);
        try (OutputStream out = Files.newOutputStream(to)) {
            for (int read = read(reader, content, buffer, bytes, all, address);
                    read >= 0;
                    read = read(reader, content, buffer, bytes, all, address)) {
                out.write(buffer, 0, read);
                bytes += read;
                if (bytes > limit.bytes()) {
                    throw tooLarge(address);
                }
                progress.arrived(file, bytes, all);
            }
        } finally {
            reader.shutdownNow();
        }
    }

    /** A client's time limit ends with the first byte, so reading is done beside, and waited for only so long. */
    private int read(
            ExecutorService reader, InputStream content, byte[] buffer, long bytes, OptionalLong all, URI address)
            throws IOException, InterruptedException {
        String after = bytes + (all.isPresent() ? " of " + all.getAsLong() : "") + " bytes";
        Future<Integer> read = reader.submit(() -> content.read(buffer));
        try {
            return read.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            content.close();
            throw new UnreadableFile("could not be downloaded: " + address + " sent nothing for " + patience.toSeconds()
                    + " seconds, after " + after);
        } catch (ExecutionException e) {
            throw new UnreadableFile("could not be downloaded: " + address + " broke off after " + after);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "assay-download");
        thread.setDaemon(true);
        return thread;
    }

    private UnreadableFile tooLarge(URI address) {
        return new UnreadableFile("could not be downloaded: " + address + " sends more than " + limit.bytes()
                + " bytes, far more than the profile's rows need");
    }
}
