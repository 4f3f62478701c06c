package studio.atelier.engine.vault;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A stored key as it may be shown: everything but the secret. The answer of `/api/api-keys` as it stands.
///
/// @param last4         the end of the key; empty for a short one
/// @param baseUrl       overrides the provider's own address; null means that one
/// @param headerNames   of the extra headers; their values are secret
/// @param lastCheckedAt when the provider was last asked; null before the first time
/// @param lastError     what it said when it did not accept the key
/// @param isActive      the person's own switch
public record ProviderKey(
        UUID id,
        String provider,
        String keyName,
        String last4,
        @Nullable String baseUrl,
        List<String> headerNames,
        KeyStatus status,
        @Nullable Instant lastCheckedAt,
        @Nullable String lastError,
        boolean isActive,
        @Nullable Instant lastUsedAt,
        Instant createdAt,
        Instant updatedAt) {

    public ProviderKey {
        headerNames = List.copyOf(headerNames);
    }
}
