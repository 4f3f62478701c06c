package studio.atelier.backend.storage;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Transactions;

/// How much is kept, by bucket and by owner, each asked in one query. Thread-safe.
final class Usage {

    private static final int OWNERS_MAX = 100;

    private final Transactions transactions;

    Usage(Transactions transactions) {
        this.transactions = transactions;
    }

    /// @param bytes of the objects; of bytes that several objects share each counts
    record OfBucket(String bucketId, long objects, long bytes) {}

    /// @param ownerId a person, or a subject of another issuer; null for nobody's
    /// @param orgId   whose the objects are instead; null for none
    record OfOwner(@Nullable String ownerId, @Nullable UUID orgId, long objects, long bytes) {}

    /// The bytes as they lie, each content of a tenant once.
    ///
    /// @param unreferenced of those, what nothing points to: the collector's
    /// @param trashed      of objects in the trash
    record Kept(long blobs, long bytes, long unreferenced, long trashed) {}

    /// What is in the trash.
    record Removed(long objects, long bytes) {}

    Removed removed(UUID person) {
        return transactions.asSystem(
                "trash of a person",
                tx -> tx.sql("""
                        select count(*) filter (where part_of is null) as objects, coalesce(sum(size_bytes), 0) as bytes
                        from atelier.trashed_objects
                        where owner_id = :owner
                          and org_id is null
                        """)
                        .param("owner", person.toString())
                        .query(Removed.class)
                        .single());
    }

    List<OfBucket> ofPerson(UUID person) {
        return transactions.asSystem(
                "usage of a person",
                tx -> tx.sql("""
                        select bucket_id, count(*) as objects, coalesce(sum((metadata ->> 'size')::bigint), 0) as bytes
                        from storage.objects
                        where owner_id = :owner
                          and org_id is null
                        group by bucket_id
                        order by bucket_id
                        """)
                        .param("owner", person.toString())
                        .query(OfBucket.class)
                        .list());
    }

    List<OfBucket> byBucket() {
        return transactions.asSystem(
                "usage by bucket", tx -> tx.sql("""
                        select b.id as bucket_id, count(o.id) as objects,
                               coalesce(sum((o.metadata ->> 'size')::bigint), 0) as bytes
                        from storage.buckets b
                        left join storage.objects o on o.bucket_id = b.id
                        group by b.id
                        order by bytes desc, b.id
                        """).query(OfBucket.class).list());
    }

    /// Those who keep most.
    List<OfOwner> byOwner() {
        return transactions.asSystem(
                "usage by owner",
                tx -> tx.sql("""
                        select case when org_id is null then owner_id end as owner_id, org_id, count(*) as objects,
                               coalesce(sum((metadata ->> 'size')::bigint), 0) as bytes
                        from storage.objects
                        group by 1, 2
                        order by bytes desc
                        limit :limit
                        """)
                        .param("limit", OWNERS_MAX)
                        .query(OfOwner.class)
                        .list());
    }

    Kept kept() {
        return transactions.asSystem(
                "bytes that are kept", tx -> tx.sql("""
                        select count(*) as blobs, coalesce(sum(size_bytes), 0) as bytes,
                               coalesce(sum(size_bytes) filter (where ref_count = 0), 0) as unreferenced,
                               (select coalesce(sum(size_bytes), 0) from atelier.trashed_objects) as trashed
                        from atelier.blobs
                        """).query(Kept.class).single());
    }
}
