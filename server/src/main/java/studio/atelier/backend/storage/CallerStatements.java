package studio.atelier.backend.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.springframework.jdbc.UncategorizedSQLException;
import studio.atelier.platform.database.OneTrip;
import studio.atelier.platform.database.Transactions;

/// Statements as the caller, under the policies, each one round trip; what the database refuses becomes a
/// [StorageFault]. Thread-safe.
final class CallerStatements {

    private final Transactions transactions;

    CallerStatements(Transactions transactions) {
        this.transactions = transactions;
    }

    @FunctionalInterface
    interface Row<T> {

        T read(ResultSet row) throws SQLException;
    }

    /// @param sql    one statement that returns rows, `?` for each value, cast where it is not text
    /// @param values as text
    <T> List<T> rows(StorageCaller caller, String sql, List<@Nullable String> values, Row<T> row) {
        return run(caller, sql, values, true, found -> {
            List<T> all = new ArrayList<>();
            while (found.next()) {
                all.add(row.read(found));
            }
            return all;
        });
    }

    /// Runs the statement and undoes it: what is left is whether the policies let it.
    void tryOut(StorageCaller caller, String sql, List<@Nullable String> values) {
        run(caller, sql, values, false, _ -> true);
    }

    private <T> T run(StorageCaller caller, String sql, List<@Nullable String> values, boolean keep, Row<T> reading) {
        try {
            return transactions.atOnce(
                    new OneTrip(caller.actor(), caller.settings(), null, sql, values, true, !keep),
                    rows -> new OneTrip.Kept<>(reading.read(rows), keep));
        } catch (SQLException failure) {
            throw refusal(failure);
        }
    }

    /// Source: wire reference 4.1, and appendix A of PostgreSQL's manual for the states.
    static RuntimeException refusal(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        String message = message(failure);
        return switch (state) {
            case "42501" ->
                message.contains("row-level security")
                        ? StorageFault.ACCESS_DENIED.problem()
                        : StorageFault.ACCESS_DENIED.problem(message);
            case "23505" -> StorageFault.RESOURCE_ALREADY_EXISTS.problem();
            case "23503" ->
                String.valueOf(failure.getMessage()).contains("still referenced")
                        ? StorageFault.RESOURCE_REFERENCED.problem()
                        : StorageFault.RELATED_RESOURCE_NOT_FOUND.problem();
            case "23514", "22001", "22P02", "22P05", "22021" -> StorageFault.INVALID_PARAMETER.problem(message);
            case "55P03" -> StorageFault.RESOURCE_LOCKED.problem();
            case "57014" -> StorageFault.DATABASE_TIMEOUT.problem();
            default -> other(state, failure);
        };
    }

    /// What the house has an answer for wherever it happens, is its to give: no connection, a full disk, a deadlock.
    private static RuntimeException other(String state, SQLException failure) {
        boolean common =
                state.startsWith("08") || state.startsWith("53") || state.startsWith("57") || state.startsWith("40");
        return common || state.isEmpty() || !(failure instanceof PSQLException)
                ? new UncategorizedSQLException("storage", null, failure)
                : StorageFault.DATABASE_ERROR.problem("database error, code: " + state);
    }

    private static String message(SQLException failure) {
        return failure instanceof PSQLException refused && refused.getServerErrorMessage() != null
                ? String.valueOf(refused.getServerErrorMessage().getMessage())
                : "";
    }
}
