package studio.atelier.engine.media.internal.format;

import org.jspecify.annotations.Nullable;

/// What a file's header says.
///
/// @param width      pixels; null where the header does not say
/// @param durationMs null where the header does not say
public record Measures(
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Long durationMs) {

    static final Measures NONE = new Measures(null, null, null);

    static Measures size(int width, int height) {
        return new Measures(width, height, null);
    }

    static Measures duration(long milliseconds) {
        return new Measures(null, null, milliseconds);
    }
}
