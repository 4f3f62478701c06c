package studio.atelier.backend.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;

/// The rows of `storage.objects`. Needs a transaction of the system: people may read these rows, not the
/// blobs behind.
final class ObjectRows {

    private static final String COLUMNS = """
            select o.id, o.bucket_id, o.name, o.owner_id, o.metadata ->> 'mimetype' as mimetype, o.created_at,
                   b.tenant_id, b.sha256, b.size_bytes
            from storage.objects o
            join atelier.blobs b on b.id = o.blob_id
            """;

    void insert(Tx tx, NewObject object, StagedBlob blob) {
        tx.sql("""
                        insert into storage.objects (id, bucket_id, name, owner, owner_id, org_id, blob_id, metadata, version)
                        values (:id, :bucket, :name, :owner, :owner_id, :org, :blob,
                                jsonb_build_object('eTag', :etag, 'size', :size, 'mimetype', :mimetype,
                                                   'cacheControl', 'private, max-age=31536000', 'contentLength', :size,
                                                   'httpStatusCode', 200, 'lastModified', now()),
                                :version)
                        """)
                .param("id", object.id())
                .param("bucket", object.bucketId())
                .param("name", object.name())
                .param("owner", object.ownerId())
                .param("owner_id", object.ownerId().toString())
                .param("org", object.orgId(), java.sql.Types.OTHER)
                .param("blob", blob.id())
                .param("etag", "\"" + blob.key().sha256() + "\"")
                .param("size", blob.sizeBytes())
                .param("mimetype", object.mimeType())
                .param("version", blob.id().toString())
                .update();
    }

    Optional<StoredObject> find(Tx tx, String bucket, String name) {
        return tx.sql(COLUMNS + """
                        where o.bucket_id = :bucket
                          and o.name = :name
                        """)
                .param("bucket", bucket)
                .param("name", name)
                .query((row, _) -> object(row))
                .optional();
    }

    List<StoredObject> list(Tx tx, String bucket, String prefix, String after, int limit) {
        return tx.sql(COLUMNS + """
                        where o.bucket_id = :bucket
                          and starts_with(o.name, :prefix)
                          and o.name > :after
                        order by o.name
                        limit :limit
                        """)
                .param("bucket", bucket)
                .param("prefix", prefix)
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> object(row))
                .list();
    }

    List<StoredObject> ofOwner(Tx tx, UUID owner, @Nullable UUID after, int limit) {
        return tx.sql(COLUMNS + """
                        where o.owner_id = :owner
                          and o.org_id is null
                          and (cast(:after as uuid) is null or o.id > :after)
                        order by o.id
                        limit :limit
                        """)
                .param("owner", owner.toString())
                .param("after", after, java.sql.Types.OTHER)
                .param("limit", limit)
                .query((row, _) -> object(row))
                .list();
    }

    boolean delete(Tx tx, String bucket, String name) {
        allowDelete(tx, true);
        int count = tx.sql("""
                        delete from storage.objects
                        where bucket_id = :bucket
                          and name = :name
                        """).param("bucket", bucket).param("name", name).update();
        allowDelete(tx, false);
        return count == 1;
    }

    private static void allowDelete(Tx tx, boolean allowed) {
        tx.sql("select set_config('storage.allow_delete_query', :allowed, true)")
                .param("allowed", Boolean.toString(allowed))
                .query(String.class)
                .single();
    }

    private static StoredObject object(ResultSet row) throws SQLException {
        return new StoredObject(
                row.getObject("id", UUID.class),
                row.getString("bucket_id"),
                row.getString("name"),
                row.getString("owner_id"),
                row.getString("mimetype"),
                row.getLong("size_bytes"),
                BlobStore.key(row.getObject("tenant_id", UUID.class), row.getBytes("sha256")),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
