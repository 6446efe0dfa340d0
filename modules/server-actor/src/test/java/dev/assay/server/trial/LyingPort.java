package dev.assay.server.trial;

import dev.assay.testkit.task.TestingTask;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** In place of a node's transfer port: it serves zeros, as many as the model of {@link TestingTask} has values. */
final class LyingPort implements AutoCloseable {
    private static final int MAGIC = 0x41565432;
    private static final int REQUEST_BYTES = 52;
    private static final int TABLE_BYTES = 16;
    private static final int VECTOR_BYTES = 27 * Float.BYTES;

    private final ServerSocket port;

    LyingPort() {
        try {
            port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::serve, "lying-port");
        thread.setDaemon(true);
        thread.start();
    }

    int number() {
        return port.getLocalPort();
    }

    private void serve() {
        while (!port.isClosed()) {
            try (Socket connection = port.accept()) {
                connection.getInputStream().readNBytes(REQUEST_BYTES);
                DataOutputStream out = new DataOutputStream(connection.getOutputStream());
                out.writeInt(MAGIC);
                out.writeByte(0);
                out.writeLong(VECTOR_BYTES);
                out.write(new byte[TABLE_BYTES + VECTOR_BYTES]);
            } catch (IOException e) {
                // The test is over, or has seen enough.
            }
        }
    }

    @Override
    public void close() {
        try {
            port.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
