package studio.atelier.engine.media;

import org.jspecify.annotations.Nullable;

/// What was measured.
///
/// @param mimeType   what the bytes are
/// @param extension  for the name: `png`
/// @param width      pixels as shown (turned upright); null where there is none or the format was not
///     decoded
/// @param durationMs null where there is none or it could not be read
/// @param color      average as `#rrggbb`; null where there is none
public record MediaFacts(
        MediaKind kind,
        String mimeType,
        String extension,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Long durationMs,
        @Nullable String color) {}
