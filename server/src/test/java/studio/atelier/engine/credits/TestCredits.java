package studio.atelier.engine.credits;

import java.time.Clock;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.events.Signals;
import studio.atelier.testkit.TestDatabase;
import tools.jackson.databind.json.JsonMapper;

/// The books over a test's database.
final class TestCredits {

    private TestCredits() {}

    static Credits over(TestDatabase database) {
        return over(database, Clock.systemUTC());
    }

    static Credits over(TestDatabase database, Clock clock) {
        JsonMapper json = JsonMapper.shared();
        return new Credits(
                database.transactions(),
                new LedgerStore(json),
                new StatementStore(json),
                grants(database, clock),
                new Audit(database.ids()),
                database.ids());
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
