package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import studio.atelier.testkit.TestDatabase;

/// What must hold of the money once nothing is under way any more.
final class Books {

    private Books() {}

    static void addUp(TestDatabase database) {
        assertThat(number(database, "select count(*) from atelier.reservations where state = 'open'"))
                .as("open reservations")
                .isZero();
        assertThat(number(
                        database, "select coalesce(sum(balance_micros), 0) from atelier.accounts where kind = 'held'"))
                .as("still held")
                .isZero();
        assertThat(number(database, "select coalesce(sum(amount_micros), 0) from atelier.ledger_entries"))
                .as("sum of the ledger")
                .isZero();
        assertThat(number(database, """
                        select count(*) from public.generations g
                        left join atelier.reservations r on r.id = g.id
                        where coalesce(r.charged_micros, 0) <> coalesce(g.cost_micros, 0)
                        """))
                .as("rows whose cost is not their charge")
                .isZero();
    }

    private static long number(TestDatabase database, String sql) {
        return database.asOwner().sql(sql).query(Long.class).single();
    }
}
