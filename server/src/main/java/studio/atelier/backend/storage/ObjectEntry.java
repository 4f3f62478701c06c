package studio.atelier.backend.storage;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// An object as its clients see it.
///
/// @param metadata     what the server knows of the bytes: `eTag`, `size`, `mimetype`, `cacheControl` ...; an
///     empty object for a row that a script made
/// @param userMetadata of the client's own; null for none
/// @param key          opens the bytes with [Storage#open]; null for a row without bytes
/// @param sizeBytes    of the bytes; 0 without
public record ObjectEntry(
        UUID id,
        String bucketId,
        String name,
        @Nullable String ownerId,
        @Nullable String version,
        JsonNode metadata,
        @Nullable JsonNode userMetadata,
        Instant createdAt,
        Instant updatedAt,
        Instant lastAccessedAt,
        @Nullable BlobKey key,
        long sizeBytes) {

    public ObjectEntry {
        metadata = metadata.isObject() ? metadata : JsonNodeFactory.instance.objectNode();
    }

    /// As it was declared when the bytes came.
    public String mimeType() {
        return metadata.path("mimetype").asString("application/octet-stream");
    }

    /// Quoted, as it stands in the header; the MD5 of the bytes where a client uploaded them at once.
    public String etag() {
        return metadata.path("eTag").asString(key == null ? "\"\"" : "\"" + key.sha256() + "\"");
    }

    public String cacheControl() {
        return metadata.path("cacheControl").asString("no-cache");
    }

    public @Nullable String robotsTag() {
        return metadata.path("xRobotsTag").asString(null);
    }

    /// When the bytes came; when the row was made, where nothing is known of them.
    public Instant lastModified() {
        try {
            return Instant.parse(metadata.path("lastModified").asString(""));
        } catch (DateTimeParseException _) {
            return updatedAt;
        }
    }

    /// With its bytes.
    public Optional<StoredObject> stored() {
        return Optional.ofNullable(key)
                .map(bytes -> new StoredObject(id, bucketId, name, ownerId, mimeType(), sizeBytes, bytes, createdAt));
    }
}
