package studio.atelier.engine.media;

import org.jspecify.annotations.Nullable;

/// What was measured.
///
/// @param mimeType   what the bytes are
/// @param extension  for the name: `png`
/// @param width      pixels as shown (turned upright); null where there is none or the format was not
///     decoded
/// @param durationMs null where there is none or it could not be read
/// @param color      average as `#rrggbb`, of a clip that of its still; null where there is none
/// @param streams    null for a picture, and for what was not looked into
public record MediaFacts(
        MediaKind kind,
        String mimeType,
        String extension,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Long durationMs,
        @Nullable String color,
        @Nullable Streams streams) {

    /// What a clip or a sound is made of.
    ///
    /// @param frameRate  pictures a second; null where it does not say
    /// @param videoCodec `h264`; null without pictures
    /// @param audioCodec `aac`; null without sound
    public record Streams(
            @Nullable Double frameRate,
            @Nullable String videoCodec,
            @Nullable String audioCodec) {}
}
