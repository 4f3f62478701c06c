package studio.atelier.engine.workers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/// What a small picture says it is by its first bytes.
final class PictureBytes {

    private static final String PNG = "\u0089PNG\r\n\u001a\n";
    private static final String JPEG = "\u00ff\u00d8\u00ff";
    private static final int HEAD = 16;

    private PictureBytes() {}

    /// @return null for anything else
    static @Nullable String type(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(HEAD, bytes.length), ISO_8859_1);
        if (head.startsWith(PNG)) {
            return "image/png";
        }
        if (head.startsWith(JPEG)) {
            return "image/jpeg";
        }
        return head.startsWith("RIFF") && head.startsWith("WEBP", 8) ? "image/webp" : null;
    }
}
