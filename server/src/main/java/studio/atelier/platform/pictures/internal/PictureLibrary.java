package studio.atelier.platform.pictures.internal;

import java.nio.file.Path;
import java.util.Locale;
import studio.atelier.platform.pictures.Encoded;
import studio.atelier.platform.pictures.PictureFormat;
import studio.atelier.platform.pictures.PictureProbe;
import studio.atelier.platform.pictures.PictureSize;
import studio.atelier.platform.pictures.Smalls;
import studio.atelier.platform.pictures.Transform;

/// What decodes and encodes: libvips, or Java where that cannot be loaded. Thread-safe.
public sealed interface PictureLibrary permits NativeLibrary, JavaLibrary {

    int THUMBNAIL_EDGE = 512;
    int PREVIEW_EDGE = 1600;

    /// @param format  that is wanted; what cannot be written here becomes JPEG or PNG
    /// @param quality 20 to 100
    record Order(Transform.Target target, PictureFormat format, int quality) {}

    /// Whether all formats are read and written.
    boolean complete();

    boolean reads(PictureFormat format);

    /// Reads the header alone.
    ///
    /// @throws Undecodable when it is broken
    PictureSize measure(Path file, PictureFormat format);

    /// Decodes the whole file; its header has been found within the limits.
    ///
    /// @throws Undecodable when the file is broken
    Smalls smalls(Path file, PictureProbe probe);

    /// @throws Undecodable when the file is broken
    Encoded transform(Path file, PictureProbe probe, Order order);

    /// The file is not whole.
    final class Undecodable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Undecodable(Throwable cause) {
            super(cause);
        }
    }

    static String hex(int rgb) {
        return String.format(Locale.ROOT, "#%06x", rgb & 0xffffff);
    }
}
