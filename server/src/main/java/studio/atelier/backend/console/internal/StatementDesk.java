package studio.atelier.backend.console.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.console.ConsoleProblem;
import studio.atelier.backend.console.ConsoleSettings;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.DatabaseAddress;
import studio.atelier.platform.database.ScriptRole;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.platform.script.SqlStatement;
import studio.atelier.platform.script.SqlText;
import studio.atelier.platform.settings.StartRefused;

/// Runs what an administrator typed, all of it in one transaction, over a login of its own as `postgres`: a
/// statement that gives itself another role gets no further than that one.
final class StatementDesk {

    private static final int AT_ONCE_MAX = 4;
    private static final int STATEMENTS_MAX = 50;
    private static final int AUDITED_CHARS_MAX = 2_000;
    private static final long ANSWER_BYTES_MAX = 8L << 20;

    private static final String CANCELLED = "57014";

    /// They would end the transaction that role and read-only stand on.
    private static final Set<String> TRANSACTION_WORDS = Set.of(
            "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare", "discard");

    private static final String CLAIMS = """
            select jsonb_build_object(
              'sub', id, 'role', 'authenticated', 'aud', 'authenticated', 'email', email, 'aal', 'aal1',
              'app_metadata', raw_app_meta_data, 'user_metadata', raw_user_meta_data)::text
            from auth.users
            where id = :id
            """;

    private final Supplier<DatabaseAddress> owner;
    private final Transactions transactions;
    private final ConsoleSettings settings;
    private final Audit audit;
    private final Semaphore places = new Semaphore(AT_ONCE_MAX);

    StatementDesk(Supplier<DatabaseAddress> owner, Transactions transactions, ConsoleSettings settings, Audit audit) {
        this.owner = owner;
        this.transactions = transactions;
        this.settings = settings;
        this.audit = audit;
    }

    /// @param person whom to be; null for nobody
    /// @param write  whether what is changed is kept
    record Order(String sql, ConsoleRole role, @Nullable UUID person, boolean write) {}

    record Column(String name, String type) {}

    /// @param line         on which the statement begins, from 1
    /// @param rows         values as PostgreSQL writes them, null for NULL; empty where there are no columns
    /// @param truncated    whether there were more rows than are shown
    /// @param rowsAffected of a statement without columns
    record Result(
            int line,
            List<Column> columns,
            List<List<@Nullable String>> rows,
            boolean truncated,
            @Nullable Long rowsAffected) {}

    record Answer(List<Result> results, boolean kept, long durationMs) {}

    /// @throws ProblemException `console.*` when a statement fails or may not be run here; nothing is kept then
    Answer run(Actor admin, Order order) {
        List<SqlStatement> statements = statements(order.sql());
        String claims = order.person() == null ? "{\"role\":\"" + order.role().sql() + "\"}" : claims(order.person());
        if (!places.tryAcquire()) {
            throw Problem.of(ConsoleProblem.BUSY, ConsoleProblem.BUSY.action())
                    .withRetryAfter(Duration.ofSeconds(1))
                    .exception();
        }
        try {
            long begun = System.nanoTime();
            record(admin, order);
            List<Result> results = inTransaction(order, claims, statements);
            return new Answer(
                    results,
                    order.write(),
                    Duration.ofNanos(System.nanoTime() - begun).toMillis());
        } finally {
            places.release();
        }
    }

    private static List<SqlStatement> statements(String sql) {
        var faults = new Faults();
        try {
            List<SqlStatement> statements = SqlText.statements(sql);
            if (statements.isEmpty()) {
                faults.add("/sql", "required", "There is no statement in it.");
            }
            if (statements.size() > STATEMENTS_MAX) {
                faults.add(
                        "/sql", "too_many", "At most " + STATEMENTS_MAX + " statements; run more with ./atelier sql.");
            }
            for (SqlStatement statement : statements) {
                if (statement.copiesFromFile()) {
                    faults.add("/sql", "copy", at(statement) + "data of COPY is read by ./atelier sql only.");
                } else if (!statement.words().isEmpty()
                        && TRANSACTION_WORDS.contains(statement.words().getFirst())) {
                    faults.add(
                            "/sql",
                            "transaction",
                            at(statement) + "all statements run in one transaction; leave out "
                                    + statement.words().getFirst() + ".");
                }
            }
            faults.check(ConsoleProblem.INVALID);
            return statements;
        } catch (StartRefused unreadable) {
            throw Problem.of(ConsoleProblem.INVALID, String.valueOf(unreadable.getMessage()))
                    .withFaults(faults.add("/sql", "unreadable", String.valueOf(unreadable.getMessage()))
                            .found())
                    .exception(unreadable);
        }
    }

    private static String at(SqlStatement statement) {
        return "Line " + statement.line() + ": ";
    }

    private String claims(UUID person) {
        return transactions
                .asSystem(
                        "claims for the console",
                        tx -> tx.sql(CLAIMS)
                                .param("id", person)
                                .query(String.class)
                                .optional())
                .orElseThrow(() -> {
                    var faults = new Faults().add("/user_id", "not_found", "There is no account with this id.");
                    return Problem.of(ConsoleProblem.INVALID, "There is no account with this id.")
                            .withFaults(faults.found())
                            .exception();
                });
    }

    // Before it runs, so that what ends the server is in the log too.
    private void record(Actor admin, Order order) {
        String sql = order.sql();
        var detail = Map.of(
                "sql",
                sql.length() > AUDITED_CHARS_MAX ? sql.substring(0, AUDITED_CHARS_MAX) : sql,
                "write",
                order.write());
        transactions.asSystem("console", tx -> {
            audit.record(
                    tx, admin, "console.statement_run", "role " + order.role().sql(), detail);
            return null;
        });
    }

    private List<Result> inTransaction(Order order, String claims, List<SqlStatement> statements) {
        try (Connection connection = ScriptRole.connectBounded(owner.get(), ANSWER_BYTES_MAX)) {
            connection.setAutoCommit(false);
            assume(connection, order, claims);
            List<Result> results = new ArrayList<>();
            long ends = System.nanoTime() + settings.limit().toNanos();
            for (SqlStatement statement : statements) {
                results.add(one(connection, statement, ends));
            }
            if (order.write()) {
                connection.commit();
            } else {
                connection.rollback();
            }
            return results;
        } catch (StartRefused refused) {
            throw ConsoleProblem.UNAVAILABLE.problem();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void assume(Connection connection, Order order, String claims) throws SQLException {
        try (var statement = connection.prepareStatement("""
                select set_config('transaction_read_only', ?, true), set_config('request.jwt.claims', ?, true),
                       set_config('role', ?, true)
                """)) {
            statement.setString(1, order.write() ? "off" : "on");
            statement.setString(2, claims);
            statement.setString(3, order.role().sql());
            statement.execute();
        }
    }

    private Result one(Connection connection, SqlStatement statement, long ends) {
        try (Statement plain = connection.createStatement()) {
            plain.setEscapeProcessing(false);
            plain.setFetchSize(settings.rowsMax());
            plain.setMaxRows(settings.rowsMax() + 1);
            long left = Duration.ofNanos(ends - System.nanoTime()).toSeconds();
            plain.setQueryTimeout((int) Math.max(1, left));
            if (plain.execute(statement.text())) {
                return rows(statement.line(), plain.getResultSet());
            }
            return new Result(statement.line(), List.of(), List.of(), false, plain.getLargeUpdateCount());
        } catch (SQLException failure) {
            throw refusal(statement, failure);
        }
    }

    private Result rows(int line, ResultSet set) throws SQLException {
        ResultSetMetaData meta = set.getMetaData();
        List<Column> columns = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(new Column(meta.getColumnLabel(i), meta.getColumnTypeName(i)));
        }
        List<List<@Nullable String>> rows = new ArrayList<>();
        boolean more = set.next();
        while (more && rows.size() < settings.rowsMax()) {
            List<@Nullable String> row = new ArrayList<>();
            for (int i = 1; i <= columns.size(); i++) {
                row.add(set.getString(i));
            }
            rows.add(row);
            more = set.next();
        }
        return new Result(line, columns, rows, more, null);
    }

    private static ProblemException refusal(SqlStatement statement, SQLException failure) {
        if (CANCELLED.equals(failure.getSQLState())) {
            return ConsoleProblem.TIMED_OUT.problem(at(statement) + ConsoleProblem.TIMED_OUT.action());
        }
        ServerErrorMessage said = failure instanceof PSQLException told ? told.getServerErrorMessage() : null;
        if (said == null) {
            // The driver itself refuses to read on.
            return ConsoleProblem.TOO_LARGE.problem(at(statement) + ConsoleProblem.TOO_LARGE.action());
        }
        int line = statement.line();
        if (said.getPosition() > 0) {
            line += (int) statement
                    .text()
                    .chars()
                    .limit(said.getPosition() - 1L)
                    .filter(c -> c == '\n')
                    .count();
        }
        Problem problem = Problem.of(
                        ConsoleProblem.STATEMENT_FAILED,
                        "Line " + line + ": " + said.getMessage()
                                + (said.getDetail() == null ? "" : ". " + said.getDetail()))
                .with("sqlstate", String.valueOf(said.getSQLState()))
                .with("line", line);
        return (said.getHint() == null ? problem : problem.with("hint", said.getHint())).exception();
    }
}
