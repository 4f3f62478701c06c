package studio.atelier.platform.pictures;

import studio.atelier.platform.settings.SettingsReader;

/// @param pixelsMax      width times height of a picture, and of all that are worked on together
/// @param atOnce         how many pictures are worked on at the same time
/// @param sourceBytesMax largest file that is transformed
/// @param nativeLibrary  use the bundled libvips; off: pure Java, which reads PNG, JPEG and GIF and writes
///     JPEG and PNG
public record PicturesSettings(long pixelsMax, int atOnce, long sourceBytesMax, boolean nativeLibrary) {

    public static PicturesSettings read(SettingsReader settings) {
        return new PicturesSettings(
                settings.whole(
                        "ATELIER_PICTURES_PIXELS_MAX",
                        100_000_000,
                        1_000_000,
                        1_000_000_000,
                        "Most pixels a picture may have, width times height; pictures that are worked on at the same"
                                + " time have no more together."),
                perProcessor((int) settings.whole(
                        "ATELIER_PICTURES_AT_ONCE",
                        0,
                        0,
                        64,
                        "How many pictures are worked on at the same time; 0 is one per processor, at most 8.")),
                settings.bytes(
                        "ATELIER_PICTURES_SOURCE_MAX",
                        "64MB",
                        1024,
                        2L << 30,
                        "Largest file that is made smaller or written in another format."),
                settings.flag(
                        "ATELIER_PICTURES_NATIVE",
                        true,
                        "Work on pictures with the bundled libvips; off: in Java, which reads PNG, JPEG and GIF only and"
                                + " writes JPEG and PNG."));
    }

    private static int perProcessor(int pictures) {
        return pictures > 0 ? pictures : Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);
    }
}
