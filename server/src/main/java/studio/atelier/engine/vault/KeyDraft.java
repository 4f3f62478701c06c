package studio.atelier.engine.vault;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A key as somebody typed it; nothing is checked yet. Each component is null when absent.
///
/// @param position of several keys the one with the lowest counts
/// @param use      who may use it; only for keys of an organisation or of the server
public record KeyDraft(
        @Nullable String provider,
        @Nullable String keyName,
        @Nullable String apiKey,
        @Nullable String baseUrl,
        @Nullable Map<String, String> headers,
        @Nullable Boolean isActive,
        @Nullable Integer position,
        @Nullable KeyUse use) {

    public KeyDraft(
            @Nullable String provider,
            @Nullable String keyName,
            @Nullable String apiKey,
            @Nullable String baseUrl,
            @Nullable Map<String, String> headers,
            @Nullable Boolean isActive) {
        this(provider, keyName, apiKey, baseUrl, headers, isActive, null, null);
    }

    @Override
    public String toString() {
        return "KeyDraft[" + provider + "]";
    }
}
