package dev.assay.runtime.transfer;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A port on loopback that answers requests for vectors as a test likes, one connection at a time. */
final class TestingPeer implements AutoCloseable {
    /** What it does with a request, whose connection is closed afterwards. */
    interface Script {
        void answer(VectorRequest request, DataOutputStream out) throws IOException;
    }

    private final ServerSocket port;
    private final Script script;
    private final Set<Socket> open = Collections.synchronizedSet(new HashSet<>());
    /** The offsets that were asked for, in order. */
    final CopyOnWriteArrayList<Long> asked = new CopyOnWriteArrayList<>();

    TestingPeer(Script script) {
        this.script = script;
        try {
            port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TransferThreads.named("testing-peer").newThread(this::serve).start();
    }

    TransferAddress address() {
        return new TransferAddress("127.0.0.1", port.getLocalPort(), 7);
    }

    private void serve() {
        while (!port.isClosed()) {
            try (Socket connection = port.accept()) {
                open.add(connection);
                VectorRequest request = VectorRequest.ofBytes(
                                ByteBuffer.wrap(connection.getInputStream().readNBytes(VectorRequest.BYTES)))
                        .orElseThrow();
                asked.add(request.offset());
                script.answer(request, new DataOutputStream(connection.getOutputStream()));
            } catch (IOException e) {
                // The fetcher has cut it off, or the test is over.
            }
        }
    }

    @Override
    public void close() throws IOException {
        port.close();
        for (Socket connection : Set.copyOf(open)) {
            connection.close();
        }
    }
}
