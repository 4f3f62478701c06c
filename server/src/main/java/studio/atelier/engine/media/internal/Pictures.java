package studio.atelier.engine.media.internal;

import java.nio.file.Path;

/// Makes small pictures of large ones. Two ways: libvips, or Java where that cannot be loaded.
public sealed interface Pictures permits NativePictures, JavaPictures {

    int THUMBNAIL_EDGE = 512;
    int PREVIEW_EDGE = 1600;

    /// @param width     of the whole picture as shown
    /// @param color     average, `#rrggbb`
    /// @param smallType type of the two
    record Rendered(int width, int height, String color, Small thumbnail, Small preview, String smallType) {}

    /// Encoded bytes of a small picture.
    final class Small {

        private final byte[] bytes;

        Small(byte[] bytes) {
            this.bytes = bytes;
        }

        public byte[] bytes() {
            return bytes;
        }
    }

    /// Decodes the whole file; its header has been found within the limits.
    ///
    /// @return null where this way cannot read the format at all
    /// @throws Undecodable when the file is broken
    @org.jspecify.annotations.Nullable
    Rendered render(Path file, studio.atelier.engine.media.internal.format.FileFormat format);

    /// The file is not whole.
    final class Undecodable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Undecodable(Throwable cause) {
            super(cause);
        }
    }

    static String hex(int rgb) {
        return String.format(java.util.Locale.ROOT, "#%06x", rgb & 0xffffff);
    }
}
