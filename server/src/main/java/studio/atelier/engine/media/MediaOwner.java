package studio.atelier.engine.media;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whose an asset is.
///
/// @param userId the person
/// @param orgId  the organisation whose members may see it; null for a person's own
public record MediaOwner(UUID userId, @Nullable UUID orgId) {

    public static MediaOwner person(UUID userId) {
        return new MediaOwner(userId, null);
    }

    /// Bytes are shared within this, never beyond.
    UUID tenantId() {
        return orgId == null ? userId : orgId;
    }
}
