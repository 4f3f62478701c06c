package studio.atelier.backend.identity.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.Leaving;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.mail.Outbox;

/// Takes an account and all that is its person's: rows by foreign keys and triggers, the rest by the
/// rooms. Ledger and
/// audit log keep a pseudonym that nothing leads back from. Thread-safe.
final class Removal {

    private final Transactions transactions;
    private final AccountStore store;
    private final Sessions sessions;
    private final Outbox outbox;
    private final Events events;
    private final Audit audit;
    private final List<Leaving> rooms;

    Removal(
            Transactions transactions,
            AccountStore store,
            Sessions sessions,
            Told told,
            Audit audit,
            List<Leaving> rooms) {
        this.transactions = transactions;
        this.store = store;
        this.sessions = sessions;
        this.outbox = told.outbox();
        this.events = told.events();
        this.audit = audit;
        this.rooms = List.copyOf(rooms);
    }

    /// Where things are said that name people.
    record Told(Outbox outbox, Events events) {}

    /// What went.
    ///
    /// @param tables rows by table, only those of which some went
    /// @param others lines of the rooms, such as `objects`
    record Report(long rows, Map<String, Long> tables, Map<String, Object> others) {

        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("rows", Map.of("total", rows, "tables", tables));
            json.putAll(others);
            return json;
        }
    }

    /// @throws studio.atelier.platform.problem.ProblemException `identity.last_admin`, or a room's
    ///     reason why not yet
    Report remove(Actor by, Account account) {
        rooms.forEach(room -> room.check(account.id()));
        return take(by, account, true, _ -> true).orElseThrow();
    }

    /// As [#remove], where nothing may stand in the way: what is left without an owner gets one.
    Report force(Actor by, Account account) {
        return take(by, account, false, _ -> true).orElseThrow();
    }

    /// As [#force], by nobody.
    ///
    /// @param still looks once more, in the transaction that removes
    /// @return empty when it stays
    Optional<Report> sweep(Account account, Predicate<Tx> still) {
        return take(null, account, false, still);
    }

    private Optional<Report> take(@Nullable Actor by, Account account, boolean keepAnAdmin, Predicate<Tx> still) {
        UUID id = account.id();
        Optional<Map<String, Long>> tables = transactions.asSystem("account removal", tx -> {
            if (!still.test(tx)) {
                return Optional.empty();
            }
            if (keepAnAdmin && account.admin()) {
                ManagedAccounts.requireAnotherAdmin(tx, id);
            }
            // While the pseudonym is known still.
            audit.record(tx, by, "identity.user_deleted", "user " + id, Map.of("softly", false));
            rooms.forEach(room -> room.before(tx, id));
            forget(tx, account);
            Map<String, Long> before = deleted(tx);
            store.delete(tx, id);
            Map<String, Long> after = deleted(tx);
            sessions.ended(tx);
            after.replaceAll((table, count) -> count - before.getOrDefault(table, 0L));
            after.values().removeIf(count -> count <= 0);
            return Optional.of(after);
        });
        return tables.map(gone -> report(id, gone));
    }

    private Report report(UUID id, Map<String, Long> tables) {
        Map<String, Object> others = new LinkedHashMap<>();
        rooms.forEach(room -> others.putAll(room.after(id)));
        long rows = tables.values().stream().mapToLong(Long::longValue).sum();
        return new Report(rows, tables, others);
    }

    private void forget(Tx tx, Account account) {
        events.forget(tx, account.id());
        for (@Nullable
        String address : new @Nullable String[] {
            account.email(), account.phone(), account.pending().newEmail()
        }) {
            if (address != null) {
                outbox.forget(tx, address);
            }
        }
    }

    /// Rows this connection has deleted so far, by table: what the cascades take is counted by
    /// PostgreSQL itself.
    private static Map<String, Long> deleted(Tx tx) {
        Map<String, Long> counts = new TreeMap<>();
        tx.sql("""
                        select schemaname || '.' || relname as name, n_tup_del
                        from pg_stat_xact_user_tables
                        where n_tup_del > 0
                        """).query(row -> {
            counts.put(row.getString("name"), row.getLong("n_tup_del"));
        });
        return counts;
    }
}
