package studio.atelier.engine.vault;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.settings.Secret;

/// What one call to a provider signs in with. In memory for the length of the call.
///
/// @param keyId   the vault's row; null while a key is tried before it is saved, and for providers without
///     keys
/// @param apiKey  empty text for providers without keys
/// @param baseUrl overrides the provider's own address; null means that one
/// @param headers sent with every request, values may be secret
public record ProviderCredentials(
        @Nullable UUID keyId, Secret apiKey, @Nullable URI baseUrl, Map<String, Secret> headers) {

    /// For providers that need no key.
    public static final ProviderCredentials NONE = new ProviderCredentials(null, new Secret(""), null, Map.of());

    public ProviderCredentials {
        headers = Map.copyOf(headers);
    }
}
