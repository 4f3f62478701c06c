package studio.atelier.engine.budgets;

import studio.atelier.platform.events.Events;
import studio.atelier.platform.events.Signals;
import studio.atelier.platform.feed.TestFeed;
import studio.atelier.testkit.TestDatabase;

/// Budgets over a test's database.
public final class TestBudgets {

    private TestBudgets() {}

    public static Budgets over(TestDatabase database) {
        return new Budgets(
                new CapStore(),
                new Events(new Signals(() -> database.owner().connect("test"))),
                new TestFeed(database).feed());
    }
}
