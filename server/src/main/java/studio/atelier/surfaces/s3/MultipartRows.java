package studio.atelier.surfaces.s3;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.NewUpload;
import studio.atelier.platform.database.Transactions;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The rows of `atelier.s3_uploads` and `atelier.s3_parts`. Thread-safe.
final class MultipartRows {

    /// Of one person, or of all that are nobody together.
    static final int OPEN_MAX = 1000;

    private static final int PAGE_MAX = 1000;
    private static final JsonMapper JSON = new JsonMapper();

    private final Transactions transactions;

    MultipartRows(Transactions transactions) {
        this.transactions = transactions;
    }

    /// An upload in parts that has not ended.
    record Multipart(
            UUID id,
            String bucket,
            String name,
            String role,
            @Nullable String ownerId,
            String mimeType,
            String cacheControl,
            @Nullable ObjectNode userMetadata,
            Instant createdAt) {}

    /// @param file name of its file
    /// @param md5  32 hex digits
    record PartRow(int number, UUID file, String md5, long sizeBytes, Instant createdAt) {}

    /// @return false where the owner has too many open ones already
    boolean insert(UUID id, String role, NewUpload upload) {
        return transactions.asSystem(
                        "begin an upload in parts",
                        tx -> tx.sql("""
                        insert into atelier.s3_uploads
                          (id, bucket_id, name, role, owner_id, mime_type, cache_control, user_metadata)
                        select :id, :bucket, :name, :role, :owner, :mime_type, :cache_control, :user_metadata
                        where :open_max > (
                          select count(*)
                          from (
                            select 1
                            from atelier.s3_uploads
                            where owner_id is not distinct from :owner
                            limit :open_max) open)
                        """)
                                .param("id", id)
                                .param("bucket", upload.bucket())
                                .param("name", upload.name())
                                .param("role", role)
                                .param("owner", upload.owner(), Types.VARCHAR)
                                .param("mime_type", upload.mimeType())
                                .param("cache_control", upload.cacheControl())
                                .param(
                                        "user_metadata",
                                        upload.userMetadata() == null
                                                ? null
                                                : upload.userMetadata().toString(),
                                        Types.OTHER)
                                .param("open_max", OPEN_MAX)
                                .update())
                == 1;
    }

    Optional<Multipart> find(UUID id) {
        return transactions.asSystem(
                "find an upload in parts",
                tx -> tx.sql("""
                        select id, bucket_id, name, role, owner_id, mime_type, cache_control, user_metadata, created_at
                        from atelier.s3_uploads
                        where id = :id
                        """)
                        .param("id", id)
                        .query((row, _) -> multipart(row))
                        .optional());
    }

    /// In order of name; the first page.
    List<Multipart> list(String bucket, String prefix, String role, @Nullable String owner) {
        return transactions.asSystem(
                "list uploads in parts",
                tx -> tx.sql("""
                        select id, bucket_id, name, role, owner_id, mime_type, cache_control, user_metadata, created_at
                        from atelier.s3_uploads
                        where bucket_id = :bucket
                          and starts_with(name, :prefix)
                          and role = :role
                          and owner_id is not distinct from :owner
                        order by name, created_at
                        limit :max
                        """)
                        .param("bucket", bucket)
                        .param("prefix", prefix)
                        .param("role", role)
                        .param("owner", owner, Types.VARCHAR)
                        .param("max", PAGE_MAX)
                        .query((row, _) -> multipart(row))
                        .list());
    }

    /// A part that comes again takes the place of the one before.
    ///
    /// @return the file of the one before
    Optional<UUID> putPart(UUID upload, PartRow part) {
        return transactions.asSystem(
                "keep a part",
                tx -> tx.sql("""
                        with before as (
                          select file
                          from atelier.s3_parts
                          where upload_id = :upload
                            and number = :number),
                        kept as (
                          insert into atelier.s3_parts (upload_id, number, file, md5, size_bytes)
                          values (:upload, :number, :file, :md5, :size)
                          on conflict (upload_id, number) do update
                            set file = excluded.file, md5 = excluded.md5, size_bytes = excluded.size_bytes, created_at = now())
                        select file from before
                        """)
                        .param("upload", upload)
                        .param("number", part.number())
                        .param("file", part.file())
                        .param("md5", part.md5())
                        .param("size", part.sizeBytes())
                        .query(UUID.class)
                        .optional());
    }

    /// Of all the upload's parts but this one, which may come again.
    long bytesBeside(UUID upload, int number) {
        return transactions.asSystem(
                "bytes of parts",
                tx -> tx.sql("""
                        select coalesce(sum(size_bytes), 0)
                        from atelier.s3_parts
                        where upload_id = :upload
                          and number <> :number
                        """)
                        .param("upload", upload)
                        .param("number", number)
                        .query(Long.class)
                        .single());
    }

    /// In order of number.
    List<PartRow> parts(UUID upload) {
        return transactions.asSystem(
                "list parts",
                tx -> tx.sql("""
                        select number, file, md5, size_bytes, created_at
                        from atelier.s3_parts
                        where upload_id = :upload
                        order by number
                        """)
                        .param("upload", upload)
                        .query((row, _) -> new PartRow(
                                row.getInt("number"),
                                row.getObject("file", UUID.class),
                                row.getString("md5"),
                                row.getLong("size_bytes"),
                                row.getObject("created_at", OffsetDateTime.class)
                                        .toInstant()))
                        .list());
    }

    /// With its parts.
    boolean delete(UUID id) {
        return transactions.asSystem(
                        "end an upload in parts",
                        tx -> tx.sql("delete from atelier.s3_uploads where id = :id")
                                .param("id", id)
                                .update())
                == 1;
    }

    int deleteOlderThan(Instant before) {
        return transactions.asSystem(
                "sweep uploads in parts",
                tx -> tx.sql("""
                        delete from atelier.s3_uploads
                        where created_at < :before
                        """)
                        .param("before", before.atOffset(ZoneOffset.UTC))
                        .update());
    }

    /// @return those of the files that a part has
    Set<UUID> known(List<UUID> files) {
        return new HashSet<>(transactions.asSystem(
                "known parts",
                tx -> tx.sql("""
                        select file
                        from atelier.s3_parts
                        where file = any(:files)
                        """)
                        .param("files", files.toArray(UUID[]::new))
                        .query(UUID.class)
                        .list()));
    }

    private static Multipart multipart(ResultSet row) throws SQLException {
        String user = row.getString("user_metadata");
        return new Multipart(
                row.getObject("id", UUID.class),
                row.getString("bucket_id"),
                row.getString("name"),
                row.getString("role"),
                row.getString("owner_id"),
                row.getString("mime_type"),
                row.getString("cache_control"),
                user == null ? null : (ObjectNode) JSON.readTree(user),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
