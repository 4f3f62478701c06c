package studio.atelier.surfaces.storage;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.Bucket;
import studio.atelier.backend.storage.ObjectEntry;
import studio.atelier.backend.storage.ObjectName;
import studio.atelier.backend.storage.StorageObjects.Listed;
import tools.jackson.databind.util.RawValue;

/// Rows as clients get them. Source: wire reference 4.2, 4.4, 8.5.
final class Rows {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Rows() {}

    static Map<String, @Nullable Object> bucket(Bucket bucket, boolean withType) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", bucket.id());
        row.put("name", bucket.name());
        row.put("owner", bucket.owner() == null ? "" : bucket.owner());
        row.put("public", bucket.isPublic());
        if (withType) {
            row.put("type", bucket.type());
        }
        row.put("file_size_limit", bucket.fileSizeLimit());
        row.put("allowed_mime_types", bucket.allowedMimeTypes());
        row.put("created_at", time(bucket.createdAt()));
        row.put("updated_at", time(bucket.updatedAt()));
        return row;
    }

    /// All columns, as after a removal or a copy.
    static Map<String, @Nullable Object> object(ObjectEntry entry) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("name", entry.name());
        row.put("bucket_id", entry.bucketId());
        row.put("owner", ObjectName.isUuid(entry.ownerId()) ? entry.ownerId() : "");
        row.put("owner_id", entry.ownerId() == null ? "" : entry.ownerId());
        row.put("version", entry.version() == null ? "" : entry.version());
        row.put("id", entry.id());
        row.put("updated_at", time(entry.updatedAt()));
        row.put("created_at", time(entry.createdAt()));
        row.put("last_accessed_at", time(entry.lastAccessedAt()));
        row.put("metadata", entry.metadata());
        row.put("user_metadata", entry.userMetadata());
        return row;
    }

    static Map<String, @Nullable Object> info(ObjectEntry entry) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", entry.id());
        row.put("name", entry.name());
        row.put("version", entry.version());
        row.put("bucket_id", entry.bucketId());
        row.put("size", entry.metadata().get("size"));
        row.put("content_type", entry.mimeType());
        row.put("cache_control", entry.cacheControl());
        row.put("etag", entry.etag());
        row.put("metadata", entry.userMetadata());
        row.put("last_modified", time(entry.updatedAt()));
        row.put("created_at", time(entry.createdAt()));
        return row;
    }

    /// @param key the name's last part, where the listing goes by folder; null otherwise
    static Map<String, @Nullable Object> listed(Listed line, @Nullable String key) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        if (key != null) {
            row.put("key", key);
        }
        row.put("name", line.name());
        row.put("id", line.id());
        row.put("updated_at", time(line.updatedAt()));
        row.put("created_at", time(line.createdAt()));
        row.put("last_accessed_at", time(line.lastAccessedAt()));
        row.put("metadata", line.metadata() == null ? null : new RawValue(line.metadata()));
        return row;
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : TIME.format(time);
    }
}
