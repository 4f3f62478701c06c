package studio.atelier.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterUtils;
import org.springframework.jdbc.core.namedparam.ParsedSql;
import org.springframework.util.ConcurrentLruCache;
import tools.jackson.databind.json.JsonMapper;

/// Statements that are sent together and run in the order they were added: the database is asked once for all of
/// them. What they found is there after [#send]. For the paths that everybody waits on, where no statement needs
/// what Java makes of the one before. Valid only inside the call that got it; not thread-safe.
///
/// Values go as text and the statement says the type of each (`:id::uuid`): the driver asks for types it does not
/// know, which costs the trip that is saved here.
public final class Trip {

    /// A statement with its names, and with `?` in their place.
    private record Known(ParsedSql named, String positional) {

        static Known of(String sql) {
            ParsedSql named = NamedParameterUtils.parseSqlStatement(sql);
            return new Known(named, NamedParameterUtils.substituteNamedParameters(named, null));
        }
    }

    private static final JsonMapper JSON = JsonMapper.shared();

    /// The same few are sent all the time.
    private static final ConcurrentLruCache<String, Known> KNOWN = new ConcurrentLruCache<>(100, Known::of);

    private static final String PLAN_ONCE = "set_config('plan_cache_mode', 'force_generic_plan', true)";

    private final Connection connection;
    private final Assumption assumption;
    private final List<Asked> asked = new ArrayList<>();

    Trip(Connection connection, Assumption assumption) {
        this.connection = connection;
        this.assumption = assumption;
    }

    /// Adds a statement.
    ///
    /// @param sql one statement with named parameters, constant
    public Asked sql(String sql) {
        return new Asked(sql);
    }

    /// Finds rows by their keys from here to the end of the transaction: of a young table the planner believes that
    /// reading all of it is cheaper, and a connection keeps its plan while the table grows. A statement that joins
    /// rows to a table of values names the keys beside the join (`id = any (array(select ...))`).
    /// Keeps plans as [#planOnce] does.
    public void byKeys() {
        sql("select " + PLAN_ONCE + """
                , set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
                       set_config('enable_mergejoin', 'off', true)
                """).query((_, _) -> true);
    }

    /// Keeps one plan of each statement for whatever values come, from here to the end of the transaction, in the
    /// functions that it calls too: to plan a statement that finds a few rows takes longer than to run it.
    public void planOnce() {
        sql("select " + PLAN_ONCE).query((_, _) -> true);
    }

    /// One statement of the trip.
    public final class Asked {

        private final Known statement;
        private final MapSqlParameterSource values = new MapSqlParameterSource();
        private @Nullable Answer<?> answer;

        private Asked(String sql) {
            this.statement = KNOWN.get(sql);
        }

        /// @param value goes as its text; null as null
        public Asked param(String name, @Nullable Object value) {
            values.addValue(name, value == null ? null : value.toString());
            return this;
        }

        /// A table of values, as JSON: the statement reads it with `jsonb_to_recordset(:rows::jsonb)`.
        ///
        /// @param rows the same names in each; values are text, numbers, ids, JSON, or lists of them
        public Asked rows(String name, List<? extends Map<String, ? extends @Nullable Object>> rows) {
            return param(name, JSON.writeValueAsString(rows));
        }

        /// @return the rows, after the trip
        public <T> Supplier<List<T>> query(RowMapper<T> mapper) {
            return add(new Answer<>() {
                @Override
                List<T> read(PreparedStatement statement) throws SQLException {
                    List<T> rows = new ArrayList<>();
                    try (ResultSet found = statement.getResultSet()) {
                        while (found.next()) {
                            rows.add(mapper.mapRow(found, rows.size()));
                        }
                    }
                    return rows;
                }
            });
        }

        /// @return how many rows it changed, after the trip
        public Supplier<Integer> update() {
            return add(new Answer<>() {
                @Override
                Integer read(PreparedStatement statement) throws SQLException {
                    return statement.getUpdateCount();
                }
            });
        }

        private <T> Supplier<T> add(Answer<T> how) {
            answer = how;
            asked.add(this);
            return how;
        }
    }

    private abstract static class Answer<T> implements Supplier<T> {

        private @Nullable T value;

        abstract T read(PreparedStatement statement) throws SQLException;

        @Override
        public T get() {
            if (value == null) {
                throw new IllegalStateException("the trip has not been made");
            }
            return value;
        }

        void take(PreparedStatement statement) throws SQLException {
            value = read(statement);
        }
    }

    /// Sends what was added, once.
    ///
    /// @throws org.springframework.dao.DataAccessException when the database refuses one of them; none has happened
    ///     then
    public void send() {
        String statements =
                asked.stream().map(each -> each.statement.positional()).collect(Collectors.joining(";\n"));
        boolean first = !assumption.said();
        try (var statement = connection.prepareStatement(first ? Assumption.SQL + ";\n" + statements : statements)) {
            int at = first ? assumption.bind(statement) : 1;
            for (Asked each : asked) {
                for (Object value : NamedParameterUtils.buildValueArray(each.statement.named(), each.values, null)) {
                    statement.setString(at++, (String) value);
                }
            }
            statement.execute();
            if (first) {
                assumption.wasSaid();
                statement.getMoreResults();
            }
            for (Asked each : asked) {
                if (each.answer != null) {
                    each.answer.take(statement);
                }
                statement.getMoreResults();
            }
        } catch (SQLException failure) {
            throw Transactions.translate(failure);
        }
    }
}
