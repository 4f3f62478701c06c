package studio.atelier.backend.storage;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;

/// What the objects of one owner may have together, whichever way they came: uploads of clients, uploads to
/// work from, results. Thread-safe. Two uploads of clients at the same moment may both get what is left, so an
/// owner ends at most that much beyond; so does a result that comes after the last room was taken, because it
/// was paid for.
public final class Quotas {

    private final Transactions transactions;
    private final Limits limits;

    Quotas(Transactions transactions, Limits limits) {
        this.transactions = transactions;
        this.limits = limits;
    }

    /// In bytes; 0 for none.
    ///
    /// @param person       of one person, outside of organisations
    /// @param organisation of one organisation
    public record Limits(long person, long organisation) {

        boolean none() {
            return person == 0 && organisation == 0;
        }
    }

    Limits limits() {
        return limits;
    }

    static ProblemException usedUp() {
        return StorageFault.ENTITY_TOO_LARGE.problem(
                "The storage quota of the owner is used up: remove files, or ask the operator for more");
    }

    /// Whoever begins something that ends in files asks first.
    ///
    /// @param tx           in its system part
    /// @param organisation whose the files will be; null for the person's own
    /// @throws ProblemException `storage.quota_used_up` when nothing is left
    public void require(Tx tx, UUID person, @Nullable UUID organisation) {
        if (left(tx, person.toString(), organisation, 0) <= 0) {
            throw refused(organisation);
        }
    }

    /// Lets bytes of a person's own in, one at a time for each person: what is made in this transaction counts
    /// for whoever asks next.
    ///
    /// @param tx in its system part
    /// @throws ProblemException `storage.quota_used_up` when there is less left
    public void take(Tx tx, UUID person, long bytes) {
        if (limits.person() == 0) {
            return;
        }
        tx.sql("select pg_advisory_xact_lock(hashtextextended('storage quota ' || :owner, 0))")
                .param("owner", person.toString())
                .query((_, _) -> person)
                .single();
        if (left(tx, person.toString(), null, 0) < bytes) {
            throw refused(null);
        }
    }

    /// Lets an object back in.
    ///
    /// @param tx    in its system part
    /// @param owner null for nobody, who has no quota
    /// @throws ProblemException `storage.quota_used_up` when there is less left
    void requireAgain(Tx tx, @Nullable String owner, @Nullable UUID organisation, long bytes) {
        long limit = limit(owner, organisation);
        if (limit != Long.MAX_VALUE && bytes > limit - used(tx, owner, organisation)) {
            throw refused(organisation);
        }
    }

    private ProblemException refused(@Nullable UUID organisation) {
        long limit = organisation == null ? limits.person() : limits.organisation();
        return Problem.of(
                        StorageProblem.QUOTA_USED_UP,
                        (organisation == null ? "Your files" : "The organisation's files") + " may have "
                                + Sizes.text(limit)
                                + " together, and there is no room left for this. "
                                + StorageProblem.QUOTA_USED_UP.action())
                .with("quota_bytes", limit)
                .exception();
    }

    /// Bytes that a new object may have.
    ///
    /// @param owner        null for nobody, who has no quota
    /// @param organisation of the object that is there already
    /// @param replaced     bytes that go as the new ones come
    long left(@Nullable String owner, @Nullable UUID organisation, long replaced) {
        return limits.none()
                ? Long.MAX_VALUE
                : transactions.asSystem("ask for a quota", tx -> left(tx, owner, organisation, replaced));
    }

    private long left(Tx tx, @Nullable String owner, @Nullable UUID organisation, long replaced) {
        long limit = limit(owner, organisation);
        if (limit == Long.MAX_VALUE) {
            return limit;
        }
        long room = limit - used(tx, owner, organisation);
        trashGivesWay(tx, owner, organisation, room);
        return Math.max(0, room + replaced);
    }

    private long limit(@Nullable String owner, @Nullable UUID organisation) {
        long limit = organisation != null ? limits.organisation() : limits.person();
        return limit == 0 || (owner == null && organisation == null) ? Long.MAX_VALUE : limit;
    }

    private static long used(Tx tx, @Nullable String owner, @Nullable UUID organisation) {
        return organisation == null
                ? tx.sql("""
                                select coalesce(sum((metadata ->> 'size')::bigint), 0)
                                from storage.objects
                                where owner_id = :owner
                                  and org_id is null
                                """).param("owner", owner).query(Long.class).single()
                : tx.sql("""
                                select coalesce(sum((metadata ->> 'size')::bigint), 0)
                                from storage.objects
                                where org_id = :org
                                """).param("org", organisation).query(Long.class).single();
    }

    /// What an owner removed counts too, and is in nobody's way: it goes, oldest first, as soon as the rest of the
    /// quota cannot hold it. So nobody has to empty a trash to upload, and nobody keeps more than the quota by
    /// removing and uploading in turn.
    private static void trashGivesWay(Tx tx, @Nullable String owner, @Nullable UUID organisation, long room) {
        String whose = organisation == null ? "owner_id = :owner and org_id is null" : "org_id = :org";
        tx.sql("""
                        delete from atelier.trashed_objects
                        where id in (select id
                                     from (select id, sum(with_parts) over (order by removed_at desc, id desc) as kept
                                           from (select coalesce(part_of, id) as id, max(removed_at) as removed_at,
                                                        sum(size_bytes) as with_parts
                                                 from atelier.trashed_objects
                                                 where %s
                                                 group by 1) w) t
                                     where kept > :room)
                        """.formatted(whose))
                .param("owner", owner)
                .param("org", organisation, java.sql.Types.OTHER)
                .param("room", room)
                .update();
    }
}
