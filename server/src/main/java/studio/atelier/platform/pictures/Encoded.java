package studio.atelier.platform.pictures;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A picture as a file, in memory. Its bytes are never changed.
public final class Encoded {

    private final PictureFormat format;
    private final byte[] bytes;

    /// @param bytes are this object's own from now on
    public Encoded(PictureFormat format, byte[] bytes) {
        this.format = format;
        this.bytes = bytes;
    }

    public PictureFormat format() {
        return format;
    }

    public int sizeBytes() {
        return bytes.length;
    }

    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }
}
