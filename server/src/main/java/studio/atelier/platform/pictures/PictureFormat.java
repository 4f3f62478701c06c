package studio.atelier.platform.pictures;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Formats that are read. What a file is called does not count, its first bytes do.
public enum PictureFormat {
    PNG("image/png", "png"),
    JPEG("image/jpeg", "jpg"),
    WEBP("image/webp", "webp"),
    GIF("image/gif", "gif"),
    AVIF("image/avif", "avif");

    private static final int HEAD_BYTES = 32;

    private final String mimeType;
    private final String extension;

    PictureFormat(String mimeType, String extension) {
        this.mimeType = mimeType;
        this.extension = extension;
    }

    public String mimeType() {
        return mimeType;
    }

    /// Without a dot.
    public String extension() {
        return extension;
    }

    /// @return nothing for what is none of these
    static Optional<PictureFormat> of(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return of(new String(content.readNBytes(HEAD_BYTES), ISO_8859_1));
        }
    }

    private static Optional<PictureFormat> of(String head) {
        if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        }
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
            return Optional.of(GIF);
        }
        if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
            return Optional.of(WEBP);
        }
        boolean avif = head.startsWith("ftyp", 4) && (head.indexOf("avif", 8) >= 0 || head.indexOf("avis", 8) >= 0);
        return avif ? Optional.of(AVIF) : Optional.empty();
    }
}
