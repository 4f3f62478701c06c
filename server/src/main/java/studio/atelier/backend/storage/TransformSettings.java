package studio.atelier.backend.storage;

import studio.atelier.platform.settings.SettingsReader;

/// @param cacheBytes memory for results; 0 remembers none
public record TransformSettings(long cacheBytes) {

    public static TransformSettings read(SettingsReader settings) {
        return new TransformSettings(settings.bytes(
                "ATELIER_STORAGE_TRANSFORM_CACHE",
                "32MB",
                0,
                8L << 30,
                "Memory for pictures that were made smaller or written in another format and may be asked for again."));
    }
}
