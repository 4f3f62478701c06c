package studio.atelier.testkit;

import com.zaxxer.hikari.HikariDataSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.DatabaseAddress;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.TestCluster;
import studio.atelier.platform.database.Transactions;

/// A migrated database that belongs to one test class. See [WithDatabase].
public final class TestDatabase implements AutoCloseable {

    /// Small on purpose: work that holds one connection while it waits for a second one hangs here and not
    /// in production.
    private static final int POOL_SIZE = 3;

    private final DatabaseAddress owner;
    private final HikariDataSource pool;
    private final Transactions transactions;

    private TestDatabase(DatabaseAddress owner) {
        this.owner = owner;
        this.pool = TestCluster.shared().pool(owner, POOL_SIZE);
        this.transactions = new Transactions(pool);
    }

    /// For tests that need more than the one of [WithDatabase]; whoever creates it closes it.
    public static TestDatabase create() {
        return new TestDatabase(TestCluster.shared().clonedDatabase());
    }

    public Transactions transactions() {
        return transactions;
    }

    public Ids ids() {
        return Ids.timeOrdered();
    }

    /// The server's own kind of pool, for code that takes a data source.
    public DataSource pool() {
        return pool;
    }

    /// Login of the schema's owner, for LISTEN, logical decoding and a server of its own.
    public DatabaseAddress owner() {
        return owner;
    }

    /// Statements as the superuser, each in a transaction of its own and past every policy: for arranging
    /// and inspecting, never for the code under test.
    public JdbcClient asOwner() {
        return JdbcClient.create(new DriverManagerDataSource(owner.jdbcUrl(), owner.properties()));
    }

    /// A person with a row in `auth.users`.
    public Actor person(String email) {
        UUID id = ids().next();
        asOwner()
                .sql("insert into auth.users (id, email) values (:id, :email)")
                .param("id", id)
                .param("email", email)
                .update();
        return Actor.person(id);
    }

    @Override
    public void close() {
        pool.close();
        TestCluster.shared().drop(owner);
    }
}
