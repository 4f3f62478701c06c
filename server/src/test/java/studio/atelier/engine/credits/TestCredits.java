package studio.atelier.engine.credits;

import java.time.Clock;
import java.util.List;
import studio.atelier.backend.audit.Audit;
import studio.atelier.engine.budgets.TestBudgets;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.events.Signals;
import studio.atelier.testkit.TestDatabase;
import tools.jackson.databind.json.JsonMapper;

/// The books over a test's database.
public final class TestCredits {

    private TestCredits() {}

    public static Credits over(TestDatabase database) {
        return over(database, Clock.systemUTC());
    }

    public static Credits over(TestDatabase database, Clock clock) {
        JsonMapper json = JsonMapper.shared();
        return new Credits(
                new Credits.Books(
                        database.transactions(),
                        new LedgerStore(json),
                        new StatementStore(json),
                        grants(database, clock)),
                TestBudgets.over(database),
                new Audit(database.ids()),
                database.ids(),
                clock);
    }

    /// Sets money aside in a transaction of its own, which a refusal undoes.
    public static List<ReserveResult> reserve(TestDatabase database, Credits credits, List<Reservation> reservations) {
        try {
            return database.transactions().asSystem("test", tx -> {
                List<ReserveResult> results = credits.reserve(tx, tx.trip(), reservations);
                if (results.stream().allMatch(ReserveResult.Reserved.class::isInstance)) {
                    return results;
                }
                throw new Undone(results);
            });
        } catch (Undone undone) {
            return undone.results;
        }
    }

    private static final class Undone extends RuntimeException {

        private final transient List<ReserveResult> results;

        private Undone(List<ReserveResult> results) {
            this.results = results;
        }
    }

    static Grants grants(TestDatabase database, Clock clock) {
        return new Grants(
                database.transactions(),
                new LedgerStore(JsonMapper.shared()),
                new Events(new Signals(() -> database.owner().connect("test"))),
                database.ids(),
                clock);
    }
}
