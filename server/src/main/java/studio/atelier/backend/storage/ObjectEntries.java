package studio.atelier.backend.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import studio.atelier.platform.database.Transactions;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Rows of `storage.objects` as clients see them: how they are read, and how the service writes one whose
/// bytes are there. Thread-safe.
final class ObjectEntries {

    /// The columns [#read] needs, of `o` and of `b`, the bytes.
    static final String COLUMNS = """
            o.id, o.bucket_id, o.name, o.owner_id, o.version, o.metadata, o.user_metadata,
            o.created_at, o.updated_at, o.last_accessed_at, b.tenant_id, b.sha256, b.size_bytes
            """;

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Transactions transactions;
    private final Clock clock;

    ObjectEntries(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /// What clients say of the bytes.
    ///
    /// @param etag quoted
    record Content(
            String mimeType,
            String cacheControl,
            @Nullable String robotsTag,
            @Nullable ObjectNode userMetadata,
            String etag) {}

    /// @param id      of a new row; an existing one keeps its own
    /// @param owner   null keeps whose it was
    /// @param replace whether an existing row is written anew
    record Write(
            UUID id, String bucket, String name, @Nullable String owner, Content content, boolean replace) {}

    /// @return empty where there is one already that is not to be replaced
    Optional<ObjectEntry> write(Write write, StagedBlob blob) {
        try {
            return written(write, blob);
        } catch (DataAccessException failure) {
            // What a trigger or a key refuses, a file of an asset or a bucket that went meanwhile, has its own name.
            throw failure.getMostSpecificCause() instanceof SQLException refused
                    ? CallerStatements.refusal(refused)
                    : failure;
        }
    }

    private Optional<ObjectEntry> written(Write write, StagedBlob blob) {
        String metadata = metadata(write.content(), blob.sizeBytes(), clock.instant());
        return transactions
                .inOneTrip(
                        "write an object",
                        trip -> trip.sql(write.replace() ? REPLACING : ADDING)
                                .param("id", write.id())
                                .param("bucket", write.bucket())
                                .param("name", write.name())
                                .param("owner", uuid(write.owner()))
                                .param("owner_id", write.owner())
                                .param("blob", blob.id())
                                .param("metadata", metadata)
                                .param(
                                        "user_metadata",
                                        write.content().userMetadata() == null
                                                ? "{}"
                                                : write.content().userMetadata().toString())
                                .param("version", UUID.randomUUID())
                                .query((row, _) -> read(row)))
                .stream()
                .findFirst();
    }

    private static final String WRITE = """
            with written as (
              insert into storage.objects
                (id, bucket_id, name, owner, owner_id, blob_id, metadata, user_metadata, version)
              values (:id::uuid, :bucket::text, :name::text, :owner::uuid, :owner_id::text, :blob::uuid, :metadata::jsonb,
                      :user_metadata::jsonb, :version::text)
              %s
              returning *)
            select %s
            from written o
            join atelier.blobs b on b.id = o.blob_id
            """;

    private static final String ADDING = WRITE.formatted("on conflict do nothing", COLUMNS);

    private static final String REPLACING = WRITE.formatted("""
            on conflict (bucket_id, name) do update
              set blob_id = excluded.blob_id, metadata = excluded.metadata, user_metadata = excluded.user_metadata,
                  version = excluded.version, owner = coalesce(excluded.owner, objects.owner),
                  owner_id = coalesce(excluded.owner_id, objects.owner_id)
            """, COLUMNS);

    /// Source: wire reference 4.4.
    private static String metadata(Content content, long sizeBytes, Instant now) {
        ObjectNode metadata = JSON.createObjectNode()
                .put("eTag", content.etag())
                .put("size", sizeBytes)
                .put("mimetype", content.mimeType())
                .put("cacheControl", content.cacheControl())
                .put(
                        "lastModified",
                        now.truncatedTo(java.time.temporal.ChronoUnit.MILLIS).toString())
                .put("contentLength", sizeBytes)
                .put("httpStatusCode", 200);
        if (content.robotsTag() != null) {
            metadata.put("xRobotsTag", content.robotsTag());
        }
        return metadata.toString();
    }

    static ObjectEntry read(ResultSet row) throws SQLException {
        byte[] sha256 = row.getBytes("sha256");
        String metadata = row.getString("metadata");
        String userMetadata = row.getString("user_metadata");
        return new ObjectEntry(
                row.getObject("id", UUID.class),
                row.getString("bucket_id"),
                row.getString("name"),
                row.getString("owner_id"),
                row.getString("version"),
                metadata == null ? JSON.createObjectNode() : JSON.readTree(metadata),
                userMetadata == null ? null : JSON.readTree(userMetadata),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                instant(row, "last_accessed_at"),
                sha256 == null ? null : BlobStore.key(row.getObject("tenant_id", UUID.class), sha256),
                sha256 == null ? 0 : row.getLong("size_bytes"));
    }

    /// Columns of time may be null in rows that a script made.
    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? Instant.EPOCH : time.toInstant();
    }

    /// The deprecated column takes a UUID only.
    static @Nullable String uuid(@Nullable String owner) {
        return owner != null && UUID_FORM.matcher(owner).matches() ? owner : null;
    }
}
