package studio.atelier.engine.vault;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A stored key as it may be shown: everything but the secret. The answer of the routes of keys as it
/// stands.
///
/// @param last4         the end of the key; empty for a short one
/// @param baseUrl       overrides the provider's own address; null means that one
/// @param headerNames   of the extra headers; their values are secret
/// @param position      of several keys for a provider the one with the lowest counts
/// @param use           who may use it; null for a person's own
/// @param lastCheckedAt when the provider was last asked; null before the first time
/// @param lastError     what it said when it did not accept the key
/// @param isActive      the owner's own switch
public record ProviderKey(
        UUID id,
        String provider,
        String keyName,
        String last4,
        @Nullable String baseUrl,
        List<String> headerNames,
        int position,
        @Nullable KeyUse use,
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
