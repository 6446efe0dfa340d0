package dev.assay.data.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that may still be read, from one stream or from several after another. */
final class ByteBudget {
    private final long most;
    private long left;

    ByteBudget(long most) {
        this.most = most;
        this.left = most;
    }

    /** The same bytes, counted; fails with a message for people on the first one too many. */
    InputStream bound(InputStream content) {
        return new Bounded(content, this);
    }

    private void spend(long bytes) throws UnreadableFile {
        left -= bytes;
        if (left < 0) {
            throw new UnreadableFile("expands to more than " + most + " bytes, far more than the profile's rows need");
        }
    }

    private static final class Bounded extends FilterInputStream {
        private final ByteBudget budget;

        Bounded(InputStream content, ByteBudget budget) {
            super(content);
            this.budget = budget;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            budget.spend(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int read = super.read(target, from, length);
            budget.spend(Math.max(0, read));
            return read;
        }

        @Override
        public long skip(long length) throws IOException {
            long skipped = super.skip(length);
            budget.spend(skipped);
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
