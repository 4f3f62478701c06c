package studio.atelier.backend.realtime.changes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.feed.Change;
import studio.atelier.platform.feed.Visibility;

/// In which organisations people have which permission: what `auth.permitted_orgs` says, kept until the log
/// tells of a change. Thread-safe.
final class Memberships implements Rule.Orgs {

    private static final String MEMBERSHIPS = "public.memberships";
    private static final String PERMISSIONS = "auth.role_permissions";
    private static final int PEOPLE_MAX = 50_000;

    /// The log tells of every change; this is for what nobody thought of.
    private static final Duration KEPT_MAX = Duration.ofMinutes(5);

    private static final int TRIES_MAX = 3;

    private final Transactions transactions;
    private final Visibility visibility;
    private final Cache<String, Map<String, Set<String>>> people = Caffeine.newBuilder()
            .maximumSize(PEOPLE_MAX)
            .expireAfterWrite(KEPT_MAX)
            .build();

    /// Counts what was heard; what was read before the latest is not kept. Guarded by this.
    private long heard;

    /// The transaction last heard of; reads wait until they see it. Guarded by this.
    private long lastXid = -1;

    Memberships(Transactions transactions, Visibility visibility) {
        this.transactions = transactions;
        this.visibility = visibility;
    }

    /// Called by the reader of the log, in its order.
    synchronized void changed(Change change) {
        switch (change.table()) {
            case MEMBERSHIPS -> {
                heard++;
                lastXid = change.xid();
                forget(change.columns().get("user_id"));
                forget(change.old().get("user_id"));
            }
            case PERMISSIONS -> {
                lastXid = change.xid();
                forgetAll();
            }
            default -> {
                // Says nothing of organisations.
            }
        }
    }

    private void forget(@Nullable String uid) {
        if (uid != null) {
            people.invalidate(uid);
        }
    }

    synchronized void forgetAll() {
        heard++;
        people.invalidateAll();
    }

    /// Reads those that are not known, all at once.
    void prepare(Collection<String> uids) throws InterruptedException {
        Set<String> missing = new HashSet<>(uids);
        missing.removeAll(people.getAllPresent(uids).keySet());
        for (int tries = 0; tries < TRIES_MAX && !missing.isEmpty(); tries++) {
            long before;
            long xid;
            synchronized (this) {
                before = heard;
                xid = lastXid;
            }
            if (xid >= 0) {
                visibility.await(xid);
            }
            Map<String, Map<String, Set<String>>> read = read(missing);
            synchronized (this) {
                // If somebody joined or left meanwhile, what was read may be from before.
                if (heard == before) {
                    people.putAll(read);
                    return;
                }
            }
        }
    }

    @Override
    public @Nullable Set<String> of(String uid, String permission) {
        Map<String, Set<String>> permissions = people.getIfPresent(uid);
        return permissions == null ? null : permissions.getOrDefault(permission, Set.of());
    }

    private Map<String, Map<String, Set<String>>> read(Set<String> uids) {
        Map<String, Map<String, Set<String>>> found = new HashMap<>();
        uids.forEach(uid -> found.put(uid, Map.of()));
        record Row(String uid, String permission, String org) {}
        List<Row> rows = transactions.asSystem(
                "realtime memberships",
                tx -> tx.sql("""
                        select m.user_id, p.permission, m.org_id
                        from public.memberships m
                        join auth.role_permissions p on p.role = m.role
                        where m.user_id = any (:people)
                        """)
                        .param("people", uids.stream().map(UUID::fromString).toArray(UUID[]::new))
                        .query((row, _) -> new Row(row.getString(1), row.getString(2), row.getString(3)))
                        .list());
        for (Row row : rows) {
            if (found.get(row.uid()) == null || found.get(row.uid()).isEmpty()) {
                found.put(row.uid(), new HashMap<>());
            }
            found.get(row.uid())
                    .computeIfAbsent(row.permission(), _ -> new HashSet<>())
                    .add(row.org());
        }
        return found;
    }
}
