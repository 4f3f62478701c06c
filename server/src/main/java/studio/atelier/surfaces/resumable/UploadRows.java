package studio.atelier.surfaces.resumable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import studio.atelier.platform.database.Transactions;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The rows of `atelier.resumable_uploads`. Thread-safe.
final class UploadRows {

    /// Of one person, or of all that are nobody together.
    static final int OPEN_MAX = 1000;

    private static final int SWEEP_BATCH = 500;
    private static final JsonMapper JSON = new JsonMapper();

    private final Transactions transactions;

    UploadRows(Transactions transactions) {
        this.transactions = transactions;
    }

    /// Not waited for on the disk, as [#complete] is not: where the database dies in the next moments, the client is
    /// told that there is no such upload and begins again.
    ///
    /// @return false where the owner has too many open ones already
    boolean insert(OpenUpload upload) {
        UploadMetadata metadata = upload.metadata();
        ObjectNode user = metadata.userMetadata();
        return !transactions
                .inOneTrip(
                        "begin a resumable upload",
                        trip -> trip.sql("""
                        insert into atelier.resumable_uploads
                          (id, bucket_id, name, role, owner_id, signed, upsert, mime_type, cache_control, user_metadata, metadata,
                           size_bytes, bytes_max, expires_at)
                        select :id::uuid, :bucket::text, :name::text, :role::text, :owner::text, :signed::boolean,
                               :upsert::boolean, :mime_type::text, :cache_control::text, :user_metadata::jsonb, :metadata::text,
                               :size::bigint, :bytes_max::bigint, :expires_at::timestamptz
                        where :open_max::integer > (
                          select count(*)
                          from (
                            select 1
                            from atelier.resumable_uploads
                            where owner_id is not distinct from :owner::text
                              and completed_at is null
                            limit :open_max::integer) open)
                        returning set_config('synchronous_commit', 'off', true)
                        """)
                                .param("id", upload.id())
                                .param("bucket", metadata.bucket())
                                .param("name", metadata.name())
                                .param("role", upload.role())
                                .param("owner", upload.ownerId())
                                .param("signed", upload.signed())
                                .param("upsert", upload.upsert())
                                .param("mime_type", metadata.mimeType())
                                .param("cache_control", metadata.cacheControl())
                                .param("user_metadata", user)
                                .param("metadata", metadata.header())
                                .param("size", upload.sizeBytes())
                                .param("bytes_max", upload.bytesMax())
                                .param("expires_at", upload.expiresAt())
                                .param("open_max", OPEN_MAX)
                                .query((_, _) -> true))
                .isEmpty();
    }

    Optional<OpenUpload> find(UUID id) {
        return transactions
                .inOneTrip(
                        "find a resumable upload",
                        trip -> trip.sql("""
                        select id, bucket_id, name, role, owner_id, signed, upsert, mime_type, cache_control, user_metadata,
                               metadata, size_bytes, bytes_max, expires_at, completed_at
                        from atelier.resumable_uploads
                        where id = :id::uuid
                        """).param("id", id).query((row, _) -> upload(row)))
                .stream()
                .findFirst();
    }

    /// The length that the client had left open.
    void setSize(UUID id, long sizeBytes) {
        transactions.asSystem(
                "size of a resumable upload",
                tx -> tx.sql("""
                        update atelier.resumable_uploads
                        set size_bytes = :size
                        where id = :id
                          and size_bytes is null
                        """).param("id", id).param("size", sizeBytes).update());
    }

    void complete(UUID id) {
        var _ = transactions.inOneTrip(
                "complete a resumable upload",
                trip -> trip.sql("""
                        update atelier.resumable_uploads
                        set completed_at = now()
                        where id = :id::uuid
                        returning set_config('synchronous_commit', 'off', true)
                        """).param("id", id).query((_, _) -> true));
    }

    void delete(UUID id) {
        transactions.asSystem(
                "end a resumable upload", tx -> tx.sql("""
                        delete from atelier.resumable_uploads
                        where id = :id
                        """).param("id", id).update());
    }

    /// Removes rows that are past their time.
    ///
    /// @return their ids; a full batch says that there may be more
    List<UUID> deleteExpired(Instant before) {
        return transactions.asSystem(
                "sweep resumable uploads",
                tx -> tx.sql("""
                        delete from atelier.resumable_uploads
                        where id in (
                          select id
                          from atelier.resumable_uploads
                          where expires_at < :before
                          order by expires_at
                          limit :batch
                          for update skip locked)
                        returning id
                        """)
                        .param("before", before.atOffset(ZoneOffset.UTC))
                        .param("batch", SWEEP_BATCH)
                        .query(UUID.class)
                        .list());
    }

    /// @return those of the ids that have a row
    Set<UUID> known(List<UUID> ids) {
        return new HashSet<>(transactions.asSystem(
                "known resumable uploads",
                tx -> tx.sql("""
                        select id
                        from atelier.resumable_uploads
                        where id = any(:ids)
                        """)
                        .param("ids", ids.toArray(UUID[]::new))
                        .query(UUID.class)
                        .list()));
    }

    private static OpenUpload upload(ResultSet row) throws SQLException {
        long size = row.getLong("size_bytes");
        Long known = row.wasNull() ? null : size;
        String user = row.getString("user_metadata");
        return new OpenUpload(
                row.getObject("id", UUID.class),
                new UploadMetadata(
                        row.getString("metadata"),
                        row.getString("bucket_id"),
                        row.getString("name"),
                        row.getString("mime_type"),
                        row.getString("cache_control"),
                        user == null ? null : (ObjectNode) JSON.readTree(user)),
                row.getString("role"),
                row.getString("owner_id"),
                row.getBoolean("signed"),
                row.getBoolean("upsert"),
                known,
                row.getLong("bytes_max"),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                row.getObject("completed_at") != null);
    }
}
