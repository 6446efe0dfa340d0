package dev.assay.runtime.transfer;

import dev.assay.runtime.transfer.StallWatch.Watched;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/**
 * The two directions of a connection. Of a plain one, memory outside of the heap is read and written by the system itself.
 * Waits without bound: a {@link StallWatch} ends that.
 */
final class Line {
    /** A step of the watch. */
    private static final int STEP = 256 * 1024;

    private final ReadableByteChannel in;
    private final WritableByteChannel out;
    private final Ending ending;

    private interface Ending {
        void end() throws IOException;
    }

    private Line(ReadableByteChannel in, WritableByteChannel out, Ending ending) {
        this.in = in;
        this.out = out;
        this.ending = ending;
    }

    static Line plain(SocketChannel connection) {
        return new Line(connection, connection, connection::shutdownOutput);
    }

    /** @param secure its hands have been shaken */
    static Line secure(Socket secure) throws IOException {
        return new Line(
                Channels.newChannel(secure.getInputStream()),
                Channels.newChannel(secure.getOutputStream()),
                secure::shutdownOutput);
    }

    /** So many bytes; {@link EOFException} when they do not come. */
    ByteBuffer receive(int bytes, Watched watch) throws IOException {
        ByteBuffer received = ByteBuffer.allocate(bytes);
        if (!fill(received, watch)) {
            throw new EOFException("the connection ended within a head");
        }
        return received.flip();
    }

    /** Reads up to the limit, and says whether that was reached before the end. */
    boolean fill(ByteBuffer target, Watched watch) throws IOException {
        int next = target.position() + STEP;
        while (target.hasRemaining()) {
            if (in.read(target) < 0) {
                return false;
            }
            if (target.position() >= next || !target.hasRemaining()) {
                watch.progress();
                next = target.position() + STEP;
            }
        }
        return true;
    }

    /** Writes all up to the limit. */
    void send(ByteBuffer bytes, Watched watch) throws IOException {
        int end = bytes.limit();
        while (bytes.position() < end) {
            bytes.limit(Math.min(end, bytes.position() + STEP));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            watch.progress();
        }
    }

    /** Tells the other end that there is nothing more to come. */
    void end() throws IOException {
        ending.end();
    }
}
