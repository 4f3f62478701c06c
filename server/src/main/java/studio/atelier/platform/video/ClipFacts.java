package studio.atelier.platform.video;

import org.jspecify.annotations.Nullable;

/// What a file of moving pictures or of sound says of itself.
///
/// @param width      pixels, upright; null without a picture track
/// @param durationMs milliseconds; null where it does not say
/// @param frameRate  pictures a second, average; null where it does not say
/// @param videoCodec as ffmpeg names it: `h264`; null without a picture track
/// @param audioCodec likewise; null for a silent clip
public record ClipFacts(
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Long durationMs,
        @Nullable Double frameRate,
        @Nullable String videoCodec,
        @Nullable String audioCodec) {}
