package studio.atelier.platform.http.internal;

import java.io.IOException;

/// A body went on beyond its limit.
final class BodyTooLarge extends IOException {

    private static final long serialVersionUID = 1L;

    private final long bytesMax;

    BodyTooLarge(long bytesMax) {
        super("the body is larger than " + bytesMax + " bytes");
        this.bytesMax = bytesMax;
    }

    long bytesMax() {
        return bytesMax;
    }
}
