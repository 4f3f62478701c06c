package studio.atelier.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

@WithDatabase
class TransactionsTest {

    private final TestDatabase database;
    private final Transactions transactions;

    TransactionsTest(TestDatabase database) {
        this.database = database;
        this.transactions = database.transactions();
    }

    @Test
    void runsAsTheCallersRoleWithTheCallersClaims() {
        Actor ada = database.person("ada@role.example");

        String seen = transactions.asUser(
                ada,
                tx -> tx.sql("select current_user || ' ' || auth.uid() || ' ' || auth.role()")
                        .query(String.class)
                        .single());

        assertThat(seen).isEqualTo("authenticated " + ada.person() + " authenticated");
    }

    @Test
    void letsThePolicyDecideWhichRowsThereAre() {
        Actor ada = database.person("ada@policy.example");
        Actor eve = database.person("eve@policy.example");

        List<UUID> adaSees = transactions.asUser(ada, TransactionsTest::visiblePeople);
        List<UUID> nobodySees = transactions.asSystem("test", TransactionsTest::visiblePeople);

        assertThat(adaSees).containsExactly(ada.person());
        assertThat(nobodySees).contains(ada.person(), eve.person());
    }

    @Test
    void goesOnAsTheSystemWithinTheSameTransaction() {
        Actor ada = database.person("ada@system.example");

        List<String> roles = new ArrayList<>();
        transactions.asUser(ada, tx -> {
            roles.add(role(tx));
            roles.add(role(tx.asSystem("test")));
            return null;
        });

        assertThat(roles).containsExactly("authenticated", Transactions.SYSTEM_ROLE);
    }

    @Test
    void undoesThePersonsPartWhenTheSystemsPartFails() {
        Actor ada = database.person("ada@undo.example");

        assertThatThrownBy(() -> transactions.asUser(ada, tx -> {
                    tx.sql("update public.users set name = 'changed' where id = auth.uid()")
                            .update();
                    tx.asSystem("test").sql("select 1 / 0").query(Integer.class).single();
                    return null;
                }))
                .isInstanceOf(RuntimeException.class);

        String name = database.asOwner()
                .sql("select coalesce(name, 'unchanged') from public.users where id = ?")
                .param(ada.person())
                .query(String.class)
                .single();
        assertThat(name).isEqualTo("unchanged");
    }

    @Test
    void leavesNeitherRoleNorClaimsOnTheConnection() throws SQLException {
        Actor ada = database.person("ada@left.example");
        transactions.asUser(ada, TransactionsTest::visiblePeople);

        try (var connection = database.pool().getConnection();
                var rows = connection
                        .createStatement()
                        .executeQuery(
                                "select current_user, coalesce(current_setting('request.jwt.claims', true), '')")) {
            rows.next();

            assertThat(rows.getString(1)).isEqualTo(LoginRole.NAME);
            assertThat(rows.getString(2)).isEmpty();
        }
    }

    @Test
    void letsThePoolsOwnRoleReadNoTable() throws SQLException {
        List<String> tables = database.asOwner().sql("""
                        select format('%I.%I', schemaname, tablename)
                        from pg_tables
                        where schemaname not in ('pg_catalog', 'information_schema')
                          -- The library that schedules housekeeping opens its own transactions as the pool's role.
                          and (schemaname, tablename) <> ('atelier', 'scheduled_tasks')
                        """).query(String.class).list();

        assertThat(tables).isNotEmpty();
        for (String table : tables) {
            try (var connection = database.pool().getConnection();
                    var statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.executeQuery("select * from " + table))
                        .as(table)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
                connection.rollback();
            }
        }
    }

    /// A database compiles plans unless it is told not to, for longer than they run.
    @ParameterizedTest
    @CsvSource({"timezone, UTC", "jit, off"})
    void keepsItsSettingsWhateverTheMachineAndTheDatabaseSay(String name, String value) {
        String kept = transactions.asSystem(
                "test",
                tx -> tx.sql("select current_setting(:name)")
                        .param("name", name)
                        .query(String.class)
                        .single());

        assertThat(kept).isEqualTo(value);
    }

    @Test
    void runsWhatWaitsForTheCommitOnlyAfterACommit() {
        List<String> ran = new ArrayList<>();

        transactions.asSystem("test", tx -> {
            tx.afterCommit(() -> ran.add("committed"));
            return null;
        });
        assertThatThrownBy(() -> transactions.asSystem("test", tx -> {
                    tx.afterCommit(() -> ran.add("rolled back"));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");

        assertThat(ran).containsExactly("committed");
    }

    private static String role(Tx tx) {
        return tx.sql("select current_user").query(String.class).single();
    }

    private static List<UUID> visiblePeople(Tx tx) {
        return tx.sql("select id from public.users").query(UUID.class).list();
    }
}
