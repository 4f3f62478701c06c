package studio.atelier.engine.media;

import studio.atelier.platform.settings.SettingsReader;

/// @param uploadBytesMax  of one uploaded file
/// @param resultBytesMax  of one result of a provider
/// @param pixelsMax       width times height of a picture
/// @param picturesAtOnce  how many pictures are decoded at the same time
/// @param nativeLibrary   use the bundled libvips; off: pure Java, which makes JPEG thumbnails of PNG, JPEG
///     and GIF only
public record MediaSettings(
        long uploadBytesMax, long resultBytesMax, long pixelsMax, int picturesAtOnce, boolean nativeLibrary) {

    public static MediaSettings read(SettingsReader settings) {
        return new MediaSettings(
                settings.bytes("ATELIER_MEDIA_UPLOAD_MAX", "25MB", 1024, 2L << 30, "Largest file a person may upload."),
                settings.bytes(
                        "ATELIER_MEDIA_RESULT_MAX", "512MB", 1024, 8L << 30, "Largest result taken from a provider."),
                settings.whole(
                        "ATELIER_MEDIA_PIXELS_MAX",
                        100_000_000,
                        1_000_000,
                        1_000_000_000,
                        "Most pixels a picture may have, width times height."),
                perProcessor((int) settings.whole(
                        "ATELIER_MEDIA_PICTURES_AT_ONCE",
                        0,
                        0,
                        64,
                        "How many pictures are decoded at the same time; 0 is one per processor, at most 8.")),
                settings.flag(
                        "ATELIER_MEDIA_NATIVE",
                        true,
                        "Make thumbnails with the bundled libvips; off: in Java, as JPEG, of PNG, JPEG and GIF only."));
    }

    private static int perProcessor(int pictures) {
        return pictures > 0 ? pictures : Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);
    }
}
