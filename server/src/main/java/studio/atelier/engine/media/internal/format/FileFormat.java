package studio.atelier.engine.media.internal.format;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import studio.atelier.engine.media.MediaKind;

/// The formats taken in. None of them can run script in a browser.
public enum FileFormat {
    PNG("image/png", "png", MediaKind.IMAGE),
    JPEG("image/jpeg", "jpg", MediaKind.IMAGE),
    WEBP("image/webp", "webp", MediaKind.IMAGE),
    GIF("image/gif", "gif", MediaKind.IMAGE),
    AVIF("image/avif", "avif", MediaKind.IMAGE),
    WAV("audio/wav", "wav", MediaKind.AUDIO),
    MP3("audio/mpeg", "mp3", MediaKind.AUDIO),
    FLAC("audio/flac", "flac", MediaKind.AUDIO),
    OGG("audio/ogg", "ogg", MediaKind.AUDIO),
    MP4("video/mp4", "mp4", MediaKind.VIDEO),
    WEBM("video/webm", "webm", MediaKind.VIDEO);

    private static final List<FileFormat> ALL = List.of(values());

    private final String mimeType;
    private final String extension;
    private final MediaKind kind;

    FileFormat(String mimeType, String extension, MediaKind kind) {
        this.mimeType = mimeType;
        this.extension = extension;
        this.kind = kind;
    }

    public String mimeType() {
        return mimeType;
    }

    public String extension() {
        return extension;
    }

    public MediaKind kind() {
        return kind;
    }

    public static Optional<FileFormat> ofMimeType(String mimeType) {
        return ALL.stream().filter(format -> format.mimeType.equals(mimeType)).findFirst();
    }

    /// Looks at the first bytes only; what a name or a header says does not count.
    ///
    /// @param head at least 64 bytes of the file, or all of it
    static Optional<FileFormat> ofMagic(byte[] head) {
        if (starts(head, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return Optional.of(PNG);
        }
        if (starts(head, 0, 0xff, 0xd8, 0xff)) {
            return Optional.of(JPEG);
        }
        if (starts(head, 0, 'G', 'I', 'F', '8') && (starts(head, 4, '7', 'a') || starts(head, 4, '9', 'a'))) {
            return Optional.of(GIF);
        }
        if (starts(head, 0, 'R', 'I', 'F', 'F')) {
            return starts(head, 8, 'W', 'E', 'B', 'P')
                    ? Optional.of(WEBP)
                    : starts(head, 8, 'W', 'A', 'V', 'E') ? Optional.of(WAV) : Optional.empty();
        }
        if (starts(head, 4, 'f', 't', 'y', 'p')) {
            return ofBrand(head);
        }
        return ofSound(head);
    }

    private static Optional<FileFormat> ofSound(byte[] head) {
        if (starts(head, 0, 'f', 'L', 'a', 'C')) {
            return Optional.of(FLAC);
        }
        if (starts(head, 0, 'O', 'g', 'g', 'S')) {
            return Optional.of(OGG);
        }
        if (starts(head, 0, 0x1a, 0x45, 0xdf, 0xa3)) {
            return contains(head, "webm") ? Optional.of(WEBM) : Optional.empty();
        }
        boolean frame = head.length > 3
                && (head[0] & 0xff) == 0xff
                && (head[1] & 0xe6) == 0xe2
                && (head[2] & 0xf0) != 0xf0
                && (head[2] & 0x0c) != 0x0c;
        return starts(head, 0, 'I', 'D', '3') || frame ? Optional.of(MP3) : Optional.empty();
    }

    private static Optional<FileFormat> ofBrand(byte[] head) {
        String brands = new String(
                head,
                8,
                Math.min(head.length, Math.max(8, size(head))) - 8,
                java.nio.charset.StandardCharsets.ISO_8859_1);
        if (brands.contains("avif") || brands.contains("avis")) {
            return Optional.of(AVIF);
        }
        boolean clip = Arrays.stream(
                        new String[] {"isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V "})
                .anyMatch(brands::contains);
        return clip ? Optional.of(MP4) : Optional.empty();
    }

    private static int size(byte[] head) {
        return Math.clamp(
                (head[0] & 0xffL) << 24 | (head[1] & 0xffL) << 16 | (head[2] & 0xffL) << 8 | (head[3] & 0xffL), 8, 64);
    }

    private static boolean contains(byte[] head, String word) {
        return new String(head, java.nio.charset.StandardCharsets.ISO_8859_1).contains(word);
    }

    static boolean starts(byte[] head, int at, int... magic) {
        if (head.length < at + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[at + i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
