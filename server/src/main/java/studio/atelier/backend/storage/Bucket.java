package studio.atelier.backend.storage;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A bucket as its clients see it.
///
/// @param fileSizeLimit    in bytes; null for the server's
/// @param allowedMimeTypes patterns such as `image/*`; null for all
/// @param owner            deprecated upstream, still read by clients
/// @param type             `STANDARD`
public record Bucket(
        String id,
        String name,
        @Nullable String owner,
        boolean isPublic,
        @Nullable Long fileSizeLimit,
        @Nullable List<String> allowedMimeTypes,
        String type,
        Instant createdAt,
        Instant updatedAt) {

    public Bucket {
        allowedMimeTypes = allowedMimeTypes == null ? null : List.copyOf(allowedMimeTypes);
    }
}
