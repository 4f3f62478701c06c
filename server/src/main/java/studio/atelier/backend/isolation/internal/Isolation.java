package studio.atelier.backend.isolation.internal;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.StandIns;
import studio.atelier.backend.isolation.IsolationProbe;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;

/// Makes two tenants, gives the first some rows, lets each try to reach what is not theirs, and removes both.
/// Safe on a server in use: every try is rolled back, writes aim at the rows of the throw-away tenants only,
/// and reading stops at the first foreign row. Source: D64, D81. Thread-safe: one run at a time on a node.
final class Isolation {

    /// What is left of a run that was cut off goes with the next one after this.
    private static final Duration LEFT_BEHIND = Duration.ofHours(1);

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final Transactions transactions;
    private final StandIns standIns;
    private final List<IsolationProbe> probes;
    private final Audit audit;
    private final Clock clock;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final ExposedTables tables = new ExposedTables();

    Isolation(Transactions transactions, StandIns standIns, List<IsolationProbe> probes, Audit audit, Clock clock) {
        this.transactions = transactions;
        this.standIns = standIns;
        this.probes = List.copyOf(probes);
        this.audit = audit;
        this.clock = clock;
    }

    /// One table or route.
    ///
    /// @param tried  what was tried, in words such as `read`, `insert`
    /// @param broken those that went through and must not
    /// @param note   why less was tried than elsewhere; null for nothing to say
    record Finding(
            String name,
            List<String> tried,
            List<String> broken,
            @Nullable String note) {

        boolean holds() {
            return broken.isEmpty();
        }
    }

    /// @param holds every wall held
    record Report(boolean holds, Instant at, long durationMs, List<Finding> tables, List<Finding> routes) {}

    Report run(Actor by) {
        oneAtATime.lock();
        try {
            Instant begun = clock.instant();
            standIns.removeOlder(begun.minus(LEFT_BEHIND));
            List<Finding> tried = new ArrayList<>();
            List<Finding> routes = new ArrayList<>();
            Actor first = Actor.person(standIns.make());
            try {
                Actor second = Actor.person(standIns.make());
                try {
                    furnish(first);
                    for (ExposedTables.Table table : transactions.asSystem("exposed tables", tables::all)) {
                        tried.add(table(table, first, second));
                    }
                    probes.forEach(probe -> routes.add(route(probe, first, second)));
                } finally {
                    standIns.remove(second.person());
                }
            } finally {
                standIns.remove(first.person());
            }
            boolean holds =
                    tried.stream().allMatch(Finding::holds) && routes.stream().allMatch(Finding::holds);
            long took = Duration.between(begun, clock.instant()).toMillis();
            transactions.asSystem("isolation test", tx -> {
                audit.record(tx, by, "isolation.tested", "isolation", Map.of("holds", holds, "tables", tried.size()));
                return true;
            });
            return new Report(holds, begun, took, List.copyOf(tried), List.copyOf(routes));
        } finally {
            oneAtATime.unlock();
        }
    }

    /// Rows of the first tenant, made as that tenant: what the second may not reach.
    private void furnish(Actor first) {
        transactions.asUser(first, tx -> {
            tx.sql("insert into public.orgs (name) values ('Isolation test')").update();
            tx.sql("insert into public.projects (name) values ('Isolation test')")
                    .update();
            tx.sql("insert into public.workspaces (name) values ('Isolation test')")
                    .update();
            return tx.sql("""
                            insert into public.generations (provider, model, generation_type, prompt)
                            values ('demo', 'demo-text', 'text', 'isolation test')
                            """).update();
        });
    }

    private Finding table(ExposedTables.Table table, Actor first, Actor second) {
        String owner = table.owner();
        if (owner == null) {
            return new Finding(table.name(), List.of(), List.of(), "No column says whose a row is.");
        }
        var attempts = new Attempts(table.name());
        for (Actor who : List.of(second, Actor.ANONYMOUS)) {
            UUID signedIn = who.userId();
            String mark = signedIn == null ? " as nobody" : "";
            UUID own = signedIn == null ? new UUID(0, 0) : signedIn;
            attempts.add(
                    "read" + mark,
                    went(
                            who,
                            tx -> tx.sql("select count(*) from (select from " + table.quoted() + " where " + owner
                                            + "::text <> :own limit 1) as seen")
                                    .param("own", own.toString())
                                    .query(Integer.class)
                                    .single()));
            tryWrites(attempts, mark, table, owner, who, first);
        }
        return attempts.finding();
    }

    private void tryWrites(
            Attempts attempts, String mark, ExposedTables.Table table, String owner, Actor who, Actor first) {
        String theirs = first.person().toString();
        String column = table.changes();
        if (column != null) {
            attempts.add(
                    "update" + mark,
                    went(
                            who,
                            tx -> tx.sql("update " + table.quoted() + " set " + column + " = " + column + " where "
                                            + owner + "::text = :theirs")
                                    .param("theirs", theirs)
                                    .update()));
        }
        if (table.deletes()) {
            attempts.add(
                    "delete" + mark,
                    went(
                            who,
                            tx -> tx.sql("delete from " + table.quoted() + " where " + owner + "::text = :theirs")
                                    .param("theirs", theirs)
                                    .update()));
        }
        if (table.inserts()) {
            // A policy speaks before constraints do: whatever else the row lacks, another's name is refused first.
            attempts.add(
                    "insert in another's name" + mark,
                    passedPolicy(
                            who,
                            tx -> tx.sql("insert into " + table.quoted() + " (" + owner
                                            + ") values (cast(:theirs as uuid))")
                                    .param("theirs", theirs)
                                    .update()));
        }
    }

    private Finding route(IsolationProbe probe, Actor first, Actor second) {
        boolean foreign = probe.owners(second).stream().anyMatch(owner -> !owner.equals(second.userId()));
        boolean own = probe.owners(first).stream().allMatch(owner -> owner.equals(first.userId()));
        return new Finding(probe.route(), List.of("read"), foreign || !own ? List.of("read") : List.of(), null);
    }

    /// Whether any row was reached. Nothing stays of it.
    private boolean went(Actor who, Function<Tx, Integer> attempt) {
        return went(who, attempt, _ -> false);
    }

    private boolean passedPolicy(Actor who, Function<Tx, Integer> attempt) {
        // Privileges and policies; any other refusal came after both had let it pass.
        return went(
                who,
                attempt,
                refused -> !(refused.getMostSpecificCause() instanceof SQLException cause
                        && INSUFFICIENT_PRIVILEGE.equals(cause.getSQLState())));
    }

    private boolean went(Actor who, Function<Tx, Integer> attempt, Predicate<DataAccessException> wentAllTheSame) {
        try {
            transactions.asUser(who, tx -> {
                throw new Undone(attempt.apply(tx));
            });
            return false;
        } catch (Undone undone) {
            return undone.rows > 0;
        } catch (DataAccessException refused) {
            return wentAllTheSame.test(refused);
        }
    }

    private static final class Undone extends RuntimeException {

        private static final long serialVersionUID = 1;
        private final int rows;

        Undone(int rows) {
            super("undone", null, false, false);
            this.rows = rows;
        }
    }

    private static final class Attempts {

        private final String name;
        private final List<String> tried = new ArrayList<>();
        private final List<String> broken = new ArrayList<>();

        Attempts(String name) {
            this.name = name;
        }

        void add(String what, boolean through) {
            tried.add(what);
            if (through) {
                broken.add(what);
            }
        }

        Finding finding() {
            return new Finding(name, List.copyOf(tried), List.copyOf(broken), null);
        }
    }
}
