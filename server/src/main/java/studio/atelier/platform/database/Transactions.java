package studio.atelier.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.postgresql.PGStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterUtils;
import org.springframework.jdbc.core.namedparam.ParsedSql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;
import org.springframework.util.ConcurrentLruCache;

/// The one class that opens transactions and chooses the database role. A person's work runs as that
/// person, so the policy of the table decides and not an `if`; the system's work says why. Thread-safe.
///
/// The pool's own role owns nothing and may read nothing: a statement outside these methods fails.
public final class Transactions {

    /// The role of the system's own work. It sees every row of our tables, and nothing it was not granted.
    static final String SYSTEM_ROLE = "atelier_system";

    // The default translator asks the database for its product name on first use; the state is enough.
    private static final SQLExceptionTranslator TRANSLATOR = new SQLStateSQLExceptionTranslator();

    private static final Logger log = LoggerFactory.getLogger(Transactions.class);

    /// As [Assumption#SQL], with what the trip sets beside.
    private static final String ASSUME_ROLE =
            "select from (select set_config('role', ?, true), set_config('request.jwt.claims', ?, true)";
    private static final String ASSUMED = ") as assumed";

    private static final String NO_CONNECTION = "no connection to the database";

    /// Statements kept parsed; the server has fewer.
    private static final int STATEMENTS_MAX = 1_000;

    private final DataSource pool;

    public Transactions(DataSource pool) {
        this.pool = pool;
    }

    /// Work of a caller: role and claims of `actor`, row-level security applies.
    ///
    /// @param <T> what the work returns; null is allowed
    /// @throws org.springframework.dao.DataAccessException when the database refuses; as the subclass
    ///     `DataAccessResourceFailureException` when it cannot be reached. What happened before is rolled
    ///     back.
    public <T extends @org.jspecify.annotations.Nullable Object> T asUser(Actor actor, Function<Tx, T> work) {
        return inTransaction(actor.role().sql(), actor.claims(), "user", work);
    }

    /// Work of the system.
    ///
    /// @param reason why this is not done as a person, in a word or two
    public <T extends @org.jspecify.annotations.Nullable Object> T asSystem(String reason, Function<Tx, T> work) {
        return inTransaction(SYSTEM_ROLE, "", reason, work);
    }

    /// A rehearsal: the system prepares something, a caller does something with it, and nothing of either stays.
    /// For asking policies what they would say.
    ///
    /// @param reason as for [#asSystem]
    public <T extends @org.jspecify.annotations.Nullable Object> T rehearse(
            String reason, Consumer<Tx> prepare, Actor actor, Function<Tx, T> attempt) {
        try (Connection connection = connection()) {
            var tx = new OpenTx(connection, new Assumption(SYSTEM_ROLE, actor.claims(), reason));
            try {
                prepare.accept(tx);
                tx.become(actor.role().sql(), "user");
                return attempt.apply(tx);
            } finally {
                connection.rollback();
            }
        } catch (SQLException failure) {
            throw translate(failure);
        }
    }

    /// Work of a caller that is one statement, in one round trip: the driver sends settings and statement
    /// together, and PostgreSQL makes one transaction of what comes before one Sync.
    ///
    /// @throws SQLException as the database said it, nothing kept
    public <T> T atOnce(OneTrip trip, OneTrip.Reading<T> reading) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            // With auto-commit off the driver puts a BEGIN before, in the same trip, and the end is ours to say.
            connection.setAutoCommit(!trip.conditional());
            OneTrip.Kept<T> kept;
            try {
                kept = run(connection, trip, reading);
            } catch (SQLException | RuntimeException | Error failure) {
                if (trip.conditional()) {
                    rollback(connection, failure);
                }
                throw failure;
            }
            if (trip.conditional()) {
                if (kept.keep()) {
                    connection.commit();
                } else {
                    connection.rollback();
                }
            }
            return kept.value();
        }
    }

    /// Work of the system that is one [Trip], in one round trip: what its statements do happens together or not at
    /// all.
    ///
    /// @param work adds the statements, and returns what becomes of their answers
    public <T> T inOneTrip(String reason, Function<Trip, Supplier<T>> work) {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(true);
            var trip = new Trip(connection, new Assumption(SYSTEM_ROLE, "", reason));
            Supplier<T> found = work.apply(trip);
            trip.send();
            return found.get();
        } catch (SQLException failure) {
            throw new CannotGetJdbcConnectionException(NO_CONNECTION, failure);
        }
    }

    private static <T> OneTrip.Kept<T> run(Connection connection, OneTrip trip, OneTrip.Reading<T> reading)
            throws SQLException {
        String assume =
                ASSUME_ROLE + ", set_config(?, ?, true)".repeat(trip.settings().size()) + ASSUMED + "; ";
        String before = trip.before() == null ? "" : trip.before() + "; ";
        try (var statement = connection.prepareStatement(assume + before + trip.sql())) {
            if (!trip.typed()) {
                // To learn the types the driver describes a statement it prepares, and one whose rows may be of any
                // length it then sends alone, after a Sync: in a transaction without role. Unprepared it does not.
                statement.unwrap(PGStatement.class).setPrepareThreshold(0);
            }
            int at = 1;
            statement.setString(at++, trip.actor().role().sql());
            statement.setString(at++, trip.actor().claims());
            for (var setting : trip.settings().entrySet()) {
                statement.setString(at++, setting.getKey());
                statement.setString(at++, setting.getValue());
            }
            for (String value : trip.values()) {
                if (trip.typed()) {
                    statement.setString(at++, value);
                } else {
                    statement.setObject(at++, value, Types.OTHER);
                }
            }
            statement.execute();
            statement.getMoreResults();
            if (trip.before() != null) {
                statement.getMoreResults();
            }
            try (var rows = statement.getResultSet()) {
                return reading.read(rows);
            }
        }
    }

    private <T extends @org.jspecify.annotations.Nullable Object> T inTransaction(
            String role, String claims, String reason, Function<Tx, T> work) {
        OpenTx tx;
        T result;
        try (Connection connection = connection()) {
            tx = new OpenTx(connection, new Assumption(role, claims, reason));
            try {
                result = work.apply(tx);
                connection.commit();
            } catch (RuntimeException | Error failure) {
                rollback(connection, failure);
                throw failure;
            }
        } catch (SQLException failure) {
            throw translate(failure);
        }
        tx.committed();
        return result;
    }

    // Whether the pool is exhausted or the database is gone: there is no connection, and later there may be one.
    private Connection connection() {
        try {
            Connection connection = pool.getConnection();
            if (connection.getAutoCommit()) {
                connection.setAutoCommit(false);
            }
            return connection;
        } catch (SQLException failure) {
            throw new CannotGetJdbcConnectionException(NO_CONNECTION, failure);
        }
    }

    static RuntimeException translate(SQLException failure) {
        var translated = TRANSLATOR.translate("transaction", null, failure);
        return translated == null ? new UncategorizedSQLException("transaction", null, failure) : translated;
    }

    private static void rollback(Connection connection, Throwable failure) {
        try {
            connection.rollback();
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    /// Statements with named parameters, parsed once for all transactions.
    private static final class Parsed extends NamedParameterJdbcTemplate {

        private static final ConcurrentLruCache<String, ParsedSql> STATEMENTS =
                new ConcurrentLruCache<>(STATEMENTS_MAX, NamedParameterUtils::parseSqlStatement);

        Parsed(JdbcTemplate template) {
            super(template);
        }

        @Override
        protected ParsedSql getParsedSql(String sql) {
            return STATEMENTS.get(sql);
        }
    }

    private static final class OpenTx implements Tx {

        private final Connection connection;
        private final JdbcClient client;
        private final List<Runnable> afterCommit = new ArrayList<>(2);
        private Assumption assumption;

        OpenTx(Connection connection, Assumption assumption) {
            this.connection = connection;
            this.assumption = assumption;
            var template = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            template.setExceptionTranslator(TRANSLATOR);
            this.client = JdbcClient.create(new Parsed(template));
        }

        @Override
        public JdbcClient.StatementSpec sql(String sql) {
            if (!assumption.said()) {
                assume();
            }
            return client.sql(sql);
        }

        @Override
        public Trip trip() {
            return new Trip(connection, assumption);
        }

        @Override
        public Tx asSystem(String reason) {
            become(SYSTEM_ROLE, reason);
            return this;
        }

        void become(String other, String reason) {
            assumption = assumption.become(other, reason);
        }

        @Override
        public void afterCommit(Runnable action) {
            afterCommit.add(action);
        }

        private void assume() {
            try (var statement = connection.prepareStatement(Assumption.SQL)) {
                assumption.bind(statement);
                statement.execute();
                assumption.wasSaid();
            } catch (SQLException failure) {
                throw translate(failure);
            }
        }

        void committed() {
            for (Runnable action : afterCommit) {
                try {
                    action.run();
                } catch (RuntimeException failure) {
                    log.error("work after a commit failed", failure);
                }
            }
        }
    }
}
