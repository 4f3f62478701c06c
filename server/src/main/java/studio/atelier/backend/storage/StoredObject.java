package studio.atelier.backend.storage;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An object and where its bytes are.
///
/// @param ownerId   as `storage.objects.owner_id`; null for objects of nobody
/// @param key       opens the bytes with [Storage#open]
/// @param createdAt when it was made
public record StoredObject(
        UUID id,
        String bucketId,
        String name,
        @Nullable String ownerId,
        String mimeType,
        long sizeBytes,
        BlobKey key,
        Instant createdAt) {

    /// Strong and stable: the hash of the bytes, quoted.
    public String etag() {
        return "\"" + key.sha256() + "\"";
    }
}
