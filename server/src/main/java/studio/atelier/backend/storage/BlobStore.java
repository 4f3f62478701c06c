package studio.atelier.backend.storage;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import studio.atelier.platform.database.Trip;
import studio.atelier.platform.database.Tx;

/// The rows of `atelier.blobs`.
final class BlobStore {

    /// Notes that these bytes are about to be stored, or are wanted again: from now on the collector leaves
    /// them alone for its grace. Waits where the collector has the row, so that afterwards there is a row
    /// and no doubt.
    ///
    /// The commit is not waited for on the disk: the object that comes to point here is written by a later
    /// one, which is, and the log has one order. Where the database dies between the two, the file is a
    /// stray of the collector's.
    Supplier<List<StagedBlob>> stage(Trip trip, UUID id, BlobKey key, long sizeBytes) {
        return trip.sql("""
                        insert into atelier.blobs (id, tenant_id, sha256, size_bytes, touched_at)
                        values (:id::uuid, :tenant::uuid, decode(:sha256, 'hex'), :size::bigint, clock_timestamp())
                        on conflict (tenant_id, sha256) do update
                          set touched_at = clock_timestamp()
                        returning id, touched_at, xmax = 0 as first, set_config('synchronous_commit', 'off', true)
                        """)
                .param("id", id)
                .param("tenant", key.tenantId())
                .param("sha256", key.sha256())
                .param("size", sizeBytes)
                .query((row, _) -> new StagedBlob(
                        row.getObject("id", UUID.class),
                        key,
                        sizeBytes,
                        instant(row.getObject("touched_at", OffsetDateTime.class)),
                        row.getBoolean("first")));
    }

    /// Bytes that nothing has pointed to since `before`.
    List<StagedBlob> unreferenced(Tx tx, Instant before, int limit) {
        return tx.sql("""
                        select id, tenant_id, sha256, size_bytes, touched_at
                        from atelier.blobs
                        where ref_count = 0
                          and touched_at < :before
                        order by touched_at
                        limit :limit
                        """)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query((row, _) -> new StagedBlob(
                        row.getObject("id", UUID.class),
                        key(row.getObject("tenant_id", UUID.class), row.getBytes("sha256")),
                        row.getLong("size_bytes"),
                        instant(row.getObject("touched_at", OffsetDateTime.class)),
                        false))
                .list();
    }

    /// All of a tenant that nothing points to; ids and sizes only, so that a person's all fits.
    List<StagedBlob> ofTenant(Tx tx, UUID tenant) {
        return tx.sql("""
                        select id, tenant_id, sha256, size_bytes, touched_at
                        from atelier.blobs
                        where tenant_id = :tenant
                          and ref_count = 0
                        order by sha256
                        """)
                .param("tenant", tenant)
                .query((row, _) -> new StagedBlob(
                        row.getObject("id", UUID.class),
                        key(row.getObject("tenant_id", UUID.class), row.getBytes("sha256")),
                        row.getLong("size_bytes"),
                        instant(row.getObject("touched_at", OffsetDateTime.class)),
                        false))
                .list();
    }

    /// Removes the row if it is still as it was found: unreferenced, and not staged again. Keeps the row
    /// locked until the transaction ends; the bytes are removed within it.
    boolean release(Tx tx, StagedBlob blob) {
        return tx.sql("""
                        delete from atelier.blobs
                        where id = :id
                          and ref_count = 0
                          and touched_at = :stamp
                        """)
                        .param("id", blob.id())
                        .param("stamp", blob.stagedAt().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    /// Gives a file that no row knows a row that is already old enough to be collected. Files are removed
    /// in one way only.
    boolean adopt(Tx tx, UUID id, ObjectStore.Found file) {
        return tx.sql("""
                        insert into atelier.blobs (id, tenant_id, sha256, size_bytes, touched_at)
                        values (:id, :tenant, :sha256, :size, :modified)
                        on conflict (tenant_id, sha256) do nothing
                        """)
                        .param("id", id)
                        .param("tenant", file.key().tenantId())
                        .param("sha256", bytes(file.key()))
                        .param("size", file.sizeBytes())
                        .param("modified", file.modified().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    /// @return those of the files that no row knows
    List<ObjectStore.Found> unknown(Tx tx, List<ObjectStore.Found> files) {
        List<ObjectStore.Found> unknown = new ArrayList<>();
        for (ObjectStore.Found file : files) {
            Optional<Integer> known = tx.sql("""
                            select 1
                            from atelier.blobs
                            where tenant_id = :tenant
                              and sha256 = :sha256
                            """)
                    .param("tenant", file.key().tenantId())
                    .param("sha256", bytes(file.key()))
                    .query(Integer.class)
                    .optional();
            if (known.isEmpty()) {
                unknown.add(file);
            }
        }
        return unknown;
    }

    static BlobKey key(UUID tenant, byte[] sha256) {
        return new BlobKey(tenant, HexFormat.of().formatHex(sha256));
    }

    private static byte[] bytes(BlobKey key) {
        return HexFormat.of().parseHex(key.sha256());
    }

    static Instant instant(OffsetDateTime time) {
        return time.toInstant();
    }
}
