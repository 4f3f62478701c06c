package studio.atelier.backend.storage;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.problem.ProblemException;

/// What the objects of one owner may have together. Thread-safe; two uploads at the same moment may both
/// get what is left, so an owner ends at most that much beyond.
final class Quotas {

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
    public record Limits(long person, long organisation) {}

    Limits limits() {
        return limits;
    }

    static ProblemException usedUp() {
        return StorageFault.ENTITY_TOO_LARGE.problem(
                "The storage quota of the owner is used up: remove files, or ask the operator for more");
    }

    /// Bytes that a new object may have.
    ///
    /// @param owner        null for nobody, who has no quota
    /// @param organisation of the object that is there already
    /// @param replaced     bytes that go as the new ones come
    long left(@Nullable String owner, @Nullable UUID organisation, long replaced) {
        long limit = organisation != null ? limits.organisation() : limits.person();
        if (limit == 0 || (owner == null && organisation == null)) {
            return Long.MAX_VALUE;
        }
        long used = transactions.asSystem(
                "ask for a quota",
                tx -> organisation == null
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
                                """)
                                .param("org", organisation)
                                .query(Long.class)
                                .single());
        return Math.max(0, limit - used + replaced);
    }
}
