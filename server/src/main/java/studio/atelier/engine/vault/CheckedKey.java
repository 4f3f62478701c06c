package studio.atelier.engine.vault;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.settings.Secret;

/// A key whose form is right; the provider has not been asked.
///
/// @param baseUrl without a slash at its end
record CheckedKey(
        String provider,
        String keyName,
        Secret apiKey,
        @Nullable URI baseUrl,
        Map<String, Secret> headers) {

    private static final int SHOWN = 4;

    /// Of a shorter key four characters would be too much of it.
    private static final int LENGTH_MIN_TO_SHOW = 12;

    CheckedKey {
        headers = Map.copyOf(headers);
    }

    ProviderCredentials credentials(@Nullable UUID id) {
        return new ProviderCredentials(id, apiKey, baseUrl, headers);
    }

    String last4() {
        String key = apiKey.reveal();
        return key.length() < LENGTH_MIN_TO_SHOW ? "" : key.substring(key.length() - SHOWN);
    }

    @Nullable
    String baseUrlText() {
        return baseUrl == null ? null : baseUrl.toString();
    }
}
