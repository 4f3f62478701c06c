package studio.atelier.backend.realtime.changes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.json.JsonMapper;

/// What only the database can answer about changed rows, asked for many at once. A question that fails is
/// answered with no, and a line in the log. Thread-safe.
final class RowChecks {

    private static final Logger log = LoggerFactory.getLogger(RowChecks.class);

    /// Audiences of one question; more are asked one question after the other.
    private static final int AUDIENCES_MAX = 500;

    /// Questions at once: the pool is there for requests first.
    private static final int QUESTIONS_MAX = 4;

    private final Transactions transactions;
    private final JsonMapper json;
    private final Semaphore turns = new Semaphore(QUESTIONS_MAX);

    RowChecks(Transactions transactions, JsonMapper json) {
        this.transactions = transactions;
        this.json = json;
    }

    /// Whether somebody sees a row, by its key.
    ///
    /// @param key values of the primary key, in the order of the shape
    record Sight(Audience audience, List<String> key) {

        Sight {
            key = List.copyOf(key);
        }
    }

    /// Whether a value is as a comparison wants it.
    record Fit(Comparison comparison, String value) {}

    /// @param table  whose rows
    /// @param wanted in one round trip for each few hundred audiences
    /// @return those that are seen
    Set<Sight> seen(Shape table, Set<Sight> wanted) {
        List<List<String>> keys =
                List.copyOf(wanted.stream().map(Sight::key).collect(Collectors.toCollection(LinkedHashSet::new)));
        // Who has the same role and claims sees the same.
        Map<String, Audience> audiences = new LinkedHashMap<>();
        wanted.forEach(sight -> audiences.putIfAbsent(name(sight.audience()), sight.audience()));
        List<Audience> all = List.copyOf(audiences.values());
        Map<String, Set<List<String>>> found = new HashMap<>();
        for (int from = 0; from < all.size(); from += AUDIENCES_MAX) {
            List<Audience> some = all.subList(from, Math.min(all.size(), from + AUDIENCES_MAX));
            try {
                ask(table, some, keys, found);
            } catch (DataAccessException failure) {
                log.warn(
                        "nobody is told of {} change(s) of {}: the database did not say who may see them",
                        keys.size(),
                        table.sql(),
                        failure);
            }
        }
        return wanted.stream()
                .filter(sight ->
                        found.getOrDefault(name(sight.audience()), Set.of()).contains(sight.key()))
                .collect(Collectors.toSet());
    }

    private static String name(Audience audience) {
        return audience.role() + ' ' + audience.claimsJson();
    }

    private void ask(
            Shape table, List<Audience> audiences, List<List<String>> keys, Map<String, Set<List<String>>> found) {
        record Answer(int audience, int place) {}
        List<Answer> answers = asked(
                "realtime rights",
                tx -> tx.sql("""
                        select audience, place
                        from atelier.visible_to(:question, cast(:keys as jsonb), :roles, :claims)
                        """)
                        .param("question", question(table))
                        .param("keys", json.writeValueAsString(keys))
                        .param("roles", audiences.stream().map(Audience::role).toArray(String[]::new))
                        .param(
                                "claims",
                                audiences.stream().map(Audience::claimsJson).toArray(String[]::new))
                        .query((row, _) -> new Answer(row.getInt(1), row.getInt(2)))
                        .list());
        for (Answer answer : answers) {
            found.computeIfAbsent(name(audiences.get(answer.audience() - 1)), _ -> new HashSet<>())
                    .add(keys.get(answer.place() - 1));
        }
    }

    /// Which of the keys has a row, as whoever asks.
    private static String question(Shape table) {
        List<Shape.Column> key = table.key();
        String same = IntStream.range(0, key.size())
                .mapToObj(i -> "t." + Shape.quoted(key.get(i).name()) + " = (k.v ->> " + i + ")::"
                        + key.get(i).type().sql())
                .collect(Collectors.joining(" and "));
        return "select coalesce(array_agg(k.n::int), '{}') from jsonb_array_elements($1) with ordinality as k (v, n)"
                + " where exists (select from " + table.sql() + " as t where " + same + ")";
    }

    /// @return those that hold
    Set<Fit> holding(Set<Fit> wanted) {
        Map<Comparison, List<Fit>> byComparison = wanted.stream().collect(Collectors.groupingBy(Fit::comparison));
        Set<Fit> holding = new HashSet<>();
        byComparison.forEach((comparison, fits) -> {
            try {
                holding.addAll(holding(comparison, fits));
            } catch (DataAccessException failure) {
                log.warn("a filter on {} could not be applied", comparison.column(), failure);
            }
        });
        return holding;
    }

    private List<Fit> holding(Comparison comparison, List<Fit> fits) {
        ColumnType type = comparison.type();
        String right = switch (comparison.op()) {
            case IN -> "(cast(:wanted as " + type.sql() + "[] /* " + type.oid() + " */))";
            case LIKE, ILIKE, MATCH, IMATCH -> "(:wanted)[1]";
            case EQ, NEQ, LT, LTE, GT, GTE, IS, ISDISTINCT -> type.cast("(:wanted)[1]");
        };
        List<Integer> places = asked("realtime filter", tx -> {
            tx.sql("select set_config('search_path', 'public, extensions', true)")
                    .query(String.class)
                    .single();
            return tx.sql("select n from unnest(:values) with ordinality as v (value, n) where (" + type.cast("v.value")
                            + " " + comparison.op().sql() + " " + right + ") = :truth")
                    .param("values", fits.stream().map(Fit::value).toArray(String[]::new))
                    .param("wanted", comparison.values().toArray(String[]::new))
                    .param("truth", !comparison.negated())
                    .query(Integer.class)
                    .list();
        });
        return places.stream().map(place -> fits.get(place - 1)).toList();
    }

    /// A value as JSON, where only the database knows how.
    ///
    /// @return null when it cannot say
    @Nullable
    String toJson(ColumnType type, String value) {
        try {
            return asked(
                    "realtime value",
                    tx -> tx.sql("select to_jsonb(" + type.cast(":value") + ")::text")
                            .param("value", value)
                            .query(String.class)
                            .single());
        } catch (DataAccessException failure) {
            log.warn("a value of type {} could not be written", type.sql(), failure);
            return null;
        }
    }

    /// The rows as a named view shows them, null for those it does not.
    ///
    /// @param rows as JSON objects
    List<@Nullable Map<String, @Nullable String>> shown(Shape view, Shape base, List<String> rows) {
        List<Shape.Column> columns = view.columns();
        String texts = columns.stream()
                .map(column -> "case when q." + Shape.quoted(column.name()) + " is not null then format('%s', q."
                        + Shape.quoted(column.name()) + ") end")
                .collect(Collectors.joining(", "));
        Shape.Source source = Objects.requireNonNull(view.source(), "a view has a source");
        String sql = "select e.n, array[" + texts + "]::text[] from jsonb_array_elements(cast(:rows as jsonb))"
                + " with ordinality as e (row, n) cross join lateral (with told as (select * from"
                + " jsonb_populate_record(null::" + base.sql() + ", e.row)) " + source.query() + ") as q";
        List<@Nullable Map<String, @Nullable String>> shown = new ArrayList<>();
        rows.forEach(_ -> shown.add(null));
        asked("realtime view", tx -> {
            tx.sql("select set_config('search_path', '', true)")
                    .query(String.class)
                    .single();
            tx.sql(sql).param("rows", "[" + String.join(",", rows) + "]").query(row -> {
                @Nullable String[] found = (@Nullable String[]) row.getArray(2).getArray();
                Map<String, @Nullable String> values = new LinkedHashMap<>();
                for (int i = 0; i < found.length; i++) {
                    values.put(columns.get(i).name(), found[i]);
                }
                shown.set(row.getInt(1) - 1, values);
            });
            return shown.size();
        });
        return shown;
    }

    private <T extends @Nullable Object> T asked(String reason, Function<Tx, T> question) {
        turns.acquireUninterruptibly();
        try {
            return transactions.asSystem(reason, question);
        } finally {
            turns.release();
        }
    }
}
