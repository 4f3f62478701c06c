package studio.atelier.backend.storage;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An object to be made.
///
/// @param name     path within the bucket: `user_id/images/id.png`
/// @param ownerId  the person
/// @param orgId    the organisation whose members may read it; null for a person's own
public record NewObject(
        UUID id,
        String bucketId,
        String name,
        UUID ownerId,
        @Nullable UUID orgId,
        String mimeType) {}
