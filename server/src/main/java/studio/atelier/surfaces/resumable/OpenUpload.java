package studio.atelier.surfaces.resumable;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The row of an upload.
///
/// @param role      that it was begun as
/// @param ownerId   subject of whoever began it; null for nobody
/// @param signed    began with a signed upload URL
/// @param sizeBytes null until the client says
/// @param bytesMax  the object may have this many
record OpenUpload(
        UUID id,
        UploadMetadata metadata,
        String role,
        @Nullable String ownerId,
        boolean signed,
        boolean upsert,
        @Nullable Long sizeBytes,
        long bytesMax,
        Instant expiresAt,
        boolean completed) {

    OpenUpload withSize(long size) {
        return new OpenUpload(id, metadata, role, ownerId, signed, upsert, size, bytesMax, expiresAt, completed);
    }

    OpenUpload whole() {
        return new OpenUpload(id, metadata, role, ownerId, signed, upsert, sizeBytes, bytesMax, expiresAt, true);
    }
}
