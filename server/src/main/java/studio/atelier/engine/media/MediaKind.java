package studio.atelier.engine.media;

import java.util.Locale;

/// What an asset is to the person who looks at it.
public enum MediaKind {
    IMAGE,
    AUDIO,
    VIDEO;

    /// As it stands in rows and JSON.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
