package studio.atelier.backend.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;

/// Objects that somebody removed through the storage API, for as long as the operator keeps them. For
/// everybody else they are gone. Thread-safe.
public final class Trash {

    /// Entries of one page.
    static final int PAGE_MAX = 200;

    private static final int BATCH = 500;

    /// Whose entries a caller reaches: the own, and those of organisations whose files one may manage. Parts come and
    /// go with what they are part of.
    private static final String REACHED = """
            t.part_of is null
            and (:all
             or (t.owner_id = :person and t.org_id is null)
             or t.org_id in (select m.org_id
                             from public.memberships m
                             join auth.role_permissions p on p.role = m.role
                             where m.user_id = cast(:person as uuid) and p.permission = 'assets.manage'))
            """;

    private final Transactions transactions;
    private final Quotas quotas;
    private final Clock clock;
    private final Duration keep;

    /// @param keep zero for no trash
    Trash(Transactions transactions, Quotas quotas, Clock clock, Duration keep) {
        this.transactions = transactions;
        this.quotas = quotas;
        this.clock = clock;
        this.keep = keep;
    }

    /// Who reaches into the trash.
    ///
    /// @param all an administrator, who reaches everything
    record Reach(UUID person, boolean all) {

        static Reach of(Actor actor) {
            return new Reach(actor.person(), false);
        }
    }

    /// @param removedBy subject of the token that removed it; null for a key
    /// @param expiresAt when the collector may take it
    record Entry(
            UUID id,
            String bucketId,
            String name,
            @Nullable String ownerId,
            @Nullable UUID orgId,
            long sizeBytes,
            @Nullable String mimeType,
            @Nullable String removedBy,
            Instant removedAt,
            Instant expiresAt) {}

    /// What went.
    record Emptied(int objects, long bytes) {}

    /// Newest first.
    ///
    /// @param before the last id of the page before; null for the first
    /// @param limit  1 to [#PAGE_MAX]
    List<Entry> list(Reach reach, @Nullable UUID before, int limit) {
        return transactions.asSystem(
                "list the trash",
                tx -> tx.sql("""
                        select t.id, t.bucket_id, t.name, t.owner_id, t.org_id, t.size_bytes,
                               t.metadata ->> 'mimetype' as mime_type, t.removed_by, t.removed_at
                        from atelier.trashed_objects t
                        where t.removed_at > :since
                          and %s
                          and (cast(:before as uuid) is null
                               or (t.removed_at, t.id) < (select b.removed_at, b.id
                                                          from atelier.trashed_objects b
                                                          where b.id = cast(:before as uuid)))
                        order by t.removed_at desc, t.id desc
                        limit :limit
                        """.formatted(REACHED))
                        .param("since", utc(oldest()))
                        .param("all", reach.all())
                        .param("person", reach.person().toString())
                        .param("before", before, Types.OTHER)
                        .param("limit", Math.clamp(limit, 1, PAGE_MAX))
                        .query((row, _) -> entry(row))
                        .list());
    }

    private Entry entry(ResultSet row) throws SQLException {
        Instant removedAt = row.getObject("removed_at", OffsetDateTime.class).toInstant();
        return new Entry(
                row.getObject("id", UUID.class),
                row.getString("bucket_id"),
                row.getString("name"),
                row.getString("owner_id"),
                row.getObject("org_id", UUID.class),
                row.getLong("size_bytes"),
                row.getString("mime_type"),
                row.getString("removed_by"),
                removedAt,
                removedAt.plus(keep));
    }

    /// Makes the object again as it was: name, owner, metadata, bytes; and with it what hung on it, such as a result of
    /// a generation.
    ///
    /// @throws ProblemException `storage.not_in_trash`, `storage.bucket_gone`, `storage.name_taken`,
    ///     `storage.quota_used_up`
    Entry restore(Reach reach, UUID id) {
        return transactions.asSystem("restore an object", tx -> {
            Entry entry = locked(tx, reach, id).orElseThrow(Trash::unknown);
            requirePlace(tx, entry);
            quotas.requireAgain(tx, entry.ownerId(), entry.orgId(), entry.sizeBytes());
            // Triggers of other rooms bring back what hung on the object.
            tx.sql("select set_config('storage.restoring', 'on', true)")
                    .query(String.class)
                    .single();
            List<UUID> written = tx.sql("""
                            insert into storage.objects
                              (id, bucket_id, name, owner, owner_id, org_id, blob_id, metadata, user_metadata, version,
                               created_at, last_accessed_at)
                            select id, bucket_id, name, owner, owner_id, org_id, blob_id, metadata, user_metadata, version,
                                   coalesce(created_at, now()), coalesce(last_accessed_at, now())
                            from atelier.trashed_objects
                            where id = :id or part_of = :id
                            on conflict do nothing
                            returning id
                            """)
                    .param("id", id)
                    .query((row, _) -> row.getObject("id", UUID.class))
                    .list();
            if (!written.contains(id)) {
                throw taken(entry);
            }
            tx.sql("delete from atelier.trashed_objects where id = :id")
                    .param("id", id)
                    .update();
            return entry;
        });
    }

    private Optional<Entry> locked(Tx tx, Reach reach, UUID id) {
        return tx.sql("""
                        select t.id, t.bucket_id, t.name, t.owner_id, t.org_id, t.size_bytes,
                               t.metadata ->> 'mimetype' as mime_type, t.removed_by, t.removed_at
                        from atelier.trashed_objects t
                        where t.id = :id
                          and t.removed_at > :since
                          and %s
                        for update
                        """.formatted(REACHED))
                .param("id", id)
                .param("since", utc(oldest()))
                .param("all", reach.all())
                .param("person", reach.person().toString())
                .query((row, _) -> entry(row))
                .optional();
    }

    private static void requirePlace(Tx tx, Entry entry) {
        if (tx.sql("select 1 from storage.buckets where id = :id")
                .param("id", entry.bucketId())
                .query(Integer.class)
                .optional()
                .isEmpty()) {
            throw Problem.of(
                            TrashProblem.BUCKET_GONE,
                            "The bucket " + entry.bucketId() + " is gone. " + TrashProblem.BUCKET_GONE.action())
                    .exception();
        }
    }

    private static ProblemException unknown() {
        return Problem.of(TrashProblem.NOT_IN_TRASH, TrashProblem.NOT_IN_TRASH.action())
                .exception();
    }

    private static ProblemException taken(Entry entry) {
        return Problem.of(
                        TrashProblem.NAME_TAKEN,
                        entry.bucketId() + " has another file at " + entry.name() + ". "
                                + TrashProblem.NAME_TAKEN.action())
                .exception();
    }

    /// Removes one for good; the collector takes its bytes after the grace.
    ///
    /// @throws ProblemException `storage.not_in_trash`
    void remove(Reach reach, UUID id) {
        int gone = transactions.asSystem(
                "remove from the trash",
                tx -> tx.sql("delete from atelier.trashed_objects t where t.id = :id and " + REACHED)
                        .param("id", id)
                        .param("all", reach.all())
                        .param("person", reach.person().toString())
                        .update());
        if (gone == 0) {
            throw unknown();
        }
    }

    /// Removes everything within reach for good.
    Emptied empty(Reach reach) {
        return transactions.asSystem(
                "empty the trash",
                tx -> tx.sql("""
                        with gone as (
                          delete from atelier.trashed_objects t
                          where %s
                          returning t.size_bytes)
                        select count(*)::integer as objects, coalesce(sum(size_bytes), 0)::bigint as bytes
                        from gone
                        """.formatted(REACHED))
                        .param("all", reach.all())
                        .param("person", reach.person().toString())
                        .query(Emptied.class)
                        .single());
    }

    /// Lets go of what was kept long enough.
    ///
    /// @param dryRun only counts
    Emptied expire(boolean dryRun) {
        return dryRun ? expired() : expireAll();
    }

    private Emptied expired() {
        return transactions.asSystem(
                "count what leaves the trash",
                tx -> tx.sql("""
                        select count(*)::integer as objects, coalesce(sum(size_bytes), 0)::bigint as bytes
                        from atelier.trashed_objects
                        where removed_at <= :oldest
                          and part_of is null
                        """)
                        .param("oldest", utc(oldest()))
                        .query(Emptied.class)
                        .single());
    }

    private Emptied expireAll() {
        int objects = 0;
        long bytes = 0;
        Emptied batch;
        do {
            batch = transactions.asSystem(
                    "let go of trash",
                    tx -> tx.sql("""
                            with gone as (
                              delete from atelier.trashed_objects
                              where id in (select id
                                           from atelier.trashed_objects
                                           where removed_at <= :oldest
                                             and part_of is null
                                           order by removed_at, id
                                           limit :batch
                                           for update skip locked)
                              returning size_bytes)
                            select count(*)::integer as objects, coalesce(sum(size_bytes), 0)::bigint as bytes
                            from gone
                            """)
                            .param("oldest", utc(oldest()))
                            .param("batch", BATCH)
                            .query(Emptied.class)
                            .single());
            objects += batch.objects();
            bytes += batch.bytes();
        } while (batch.objects() == BATCH);
        return new Emptied(objects, bytes);
    }

    private Instant oldest() {
        return clock.instant().minus(keep);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
