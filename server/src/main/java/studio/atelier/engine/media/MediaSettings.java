package studio.atelier.engine.media;

import studio.atelier.platform.settings.SettingsReader;

/// @param uploadBytesMax  of one uploaded file
/// @param resultBytesMax  of one result of a provider
public record MediaSettings(long uploadBytesMax, long resultBytesMax) {

    public static MediaSettings read(SettingsReader settings) {
        return new MediaSettings(
                settings.bytes("ATELIER_MEDIA_UPLOAD_MAX", "25MB", 1024, 2L << 30, "Largest file a person may upload."),
                settings.bytes(
                        "ATELIER_MEDIA_RESULT_MAX", "512MB", 1024, 8L << 30, "Largest result taken from a provider."));
    }
}
