package studio.atelier.engine.vault;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A key as somebody typed it; nothing is checked yet. Each component is null when absent.
public record KeyDraft(
        @Nullable String provider,
        @Nullable String keyName,
        @Nullable String apiKey,
        @Nullable String baseUrl,
        @Nullable Map<String, String> headers,
        @Nullable Boolean isActive) {

    @Override
    public String toString() {
        return "KeyDraft[" + provider + "]";
    }
}
