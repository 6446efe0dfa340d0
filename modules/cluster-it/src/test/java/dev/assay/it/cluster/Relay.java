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
    private final String to;
    private final int port;
    private final boolean records;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Queue<ByteArrayOutputStream> recordings = new ConcurrentLinkedQueue<>();

    private Relay(ServerSocket door, String to, int port, boolean records) {
        this.door = door;
        this.to = to;
        this.port = port;
        this.records = records;
        start(this::accept);
    }

    /** From any port of an address. */
    static Relay at(String address, int port) {
        try {
            return new Relay(new ServerSocket(0, 50, InetAddress.getByName(address)), "127.0.0.1", port, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From a port of loopback to the same port of another address of this machine. */
    static Relay recording(int port, String to) {
        try {
            return new Relay(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), to, port, true);
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
            Socket server = new Socket(to, port);
            open.add(server);
            ByteArrayOutputStream recording = new ByteArrayOutputStream();
            if (records) {
                recordings.add(recording);
            }
            start(() -> pump(server, from, OutputStream.nullOutputStream()));
            pump(from, server, records ? recording : OutputStream.nullOutputStream());
        } catch (IOException e) {
            close(from);
        }
    }

    private void pump(Socket from, Socket to, OutputStream copy) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            int read = from.getInputStream().read(buffer);
            while (read >= 0) {
                copy.write(buffer, 0, read);
                to.getOutputStream().write(buffer, 0, read);
                read = from.getInputStream().read(buffer);
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
