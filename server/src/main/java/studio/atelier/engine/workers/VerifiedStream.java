package studio.atelier.engine.workers;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import studio.atelier.platform.crypto.Sha256;

/// Fails at its end when the bytes are not those that were announced, before anybody can believe in
/// them.
final class VerifiedStream extends FilterInputStream {

    private final MessageDigest digest = Sha256.digest();
    private final byte[] announced;
    private boolean wrong;

    /// @param announced SHA-256 of the whole
    VerifiedStream(InputStream in, byte[] announced) {
        super(in);
        this.announced = announced.clone();
    }

    /// Whether the end came and was not as announced.
    boolean wrong() {
        return wrong;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (count > 0) {
            digest.update(bytes, offset, count);
        } else if (count < 0) {
            check();
        }
        return count;
    }

    private void check() throws IOException {
        if (wrong || !MessageDigest.isEqual(((MessageDigest) copy()).digest(), announced)) {
            wrong = true;
            throw new IOException("the bytes are not those that were announced");
        }
    }

    /// The end may be read more than once.
    private Object copy() {
        try {
            return digest.clone();
        } catch (CloneNotSupportedException failure) {
            throw new IllegalStateException("SHA-256 of the JDK can be copied", failure);
        }
    }

    /// Bytes that are skipped count too.
    @Override
    public long skip(long count) throws IOException {
        byte[] skipped = new byte[Math.clamp(count, 0, 8192)];
        return count <= 0 ? 0 : Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
