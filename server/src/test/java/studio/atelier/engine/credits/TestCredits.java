package studio.atelier.engine.credits;

import studio.atelier.backend.audit.Audit;
import studio.atelier.testkit.TestDatabase;
import tools.jackson.databind.json.JsonMapper;

/// The books over a test's database.
final class TestCredits {

    private TestCredits() {}

    static Credits over(TestDatabase database) {
        return new Credits(
                database.transactions(),
                new LedgerStore(JsonMapper.shared()),
                new Audit(database.ids()),
                database.ids());
    }
}
