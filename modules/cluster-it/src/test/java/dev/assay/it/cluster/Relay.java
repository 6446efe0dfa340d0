package dev.assay.it.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Hands every connection to a port on to another address of this machine, and can keep what was said to it. */
final class Relay implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final ServerSocket door;
    private final String host;
    private final int port;
    private final boolean records;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Queue<ByteArrayOutputStream> recordings = new ConcurrentLinkedQueue<>();

    private Relay(ServerSocket door, String host, int port, boolean records) {
        this.door = door;
        this.host = host;
        this.port = port;
        this.records = records;
        start(this::accept);
    }

    /** From any port of an address of this machine to a port of its loopback. */
    static Relay at(String address, int port) {
        return open(address, 0, "127.0.0.1", port, false);
    }

    /** From a port of loopback to the same port of another address of this machine; keeps what is said to it. */
    static Relay recording(int port, String to) {
        return open("127.0.0.1", port, to, port, true);
    }

    private static Relay open(String address, int port, String toHost, int toPort, boolean records) {
        try {
            return new Relay(new ServerSocket(port, 50, InetAddress.getByName(address)), toHost, toPort, records);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return door.getLocalPort();
    }

    /** What was said so far, by connection. */
    List<byte[]> recordings() {
        return recordings.stream().map(ByteArrayOutputStream::toByteArray).toList();
    }

    private void accept() {
        try {
            while (true) {
                Socket from = door.accept();
                open.add(from);
                start(() -> connect(from));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void connect(Socket from) {
        try {
            Socket to = new Socket(host, port);
            open.add(to);
            start(() -> pump(to, from, OutputStream.nullOutputStream()));
            pump(from, to, records ? recording() : OutputStream.nullOutputStream());
        } catch (IOException e) {
            close(from);
        }
    }

    private OutputStream recording() {
        ByteArrayOutputStream recording = new ByteArrayOutputStream();
        recordings.add(recording);
        return recording;
    }

    private void pump(Socket from, Socket to, OutputStream copy) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                copy.write(buffer, 0, read);
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side has gone, and so does the other.
        } finally {
            open.remove(from);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Relay::close);
    }
}
