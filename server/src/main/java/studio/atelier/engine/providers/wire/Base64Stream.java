package studio.atelier.engine.providers.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;

/// Reads another stream as Base64 without line ends. One thread.
final class Base64Stream extends InputStream {

    /// A multiple of three, so that only the last chunk is padded.
    private static final int CHUNK_BYTES = 3 * 8192;

    private final InputStream plain;
    private byte[] encoded = {};
    private int next;
    private boolean ended;

    Base64Stream(InputStream plain) {
        this.plain = plain;
    }

    static long lengthOf(long plainBytes) {
        return Math.multiplyExact(Math.ceilDiv(plainBytes, 3), 4L);
    }

    @Override
    public int read() throws IOException {
        return fill() ? encoded[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, encoded.length - next);
        System.arraycopy(encoded, next, buffer, offset, count);
        next += count;
        return count;
    }

    private boolean fill() throws IOException {
        if (next < encoded.length) {
            return true;
        }
        if (ended) {
            return false;
        }
        byte[] chunk = plain.readNBytes(CHUNK_BYTES);
        ended = chunk.length < CHUNK_BYTES;
        encoded = Base64.getEncoder().encode(chunk);
        next = 0;
        return encoded.length > 0;
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
