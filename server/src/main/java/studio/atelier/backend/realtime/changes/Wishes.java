package studio.atelier.backend.realtime.changes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.springframework.dao.DataAccessException;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;

/// Makes wishes of targets: looks columns up, checks operators and values as the database would, and writes
/// values as the log writes them. Thread-safe. Source: the checks of the original's `realtime.subscription`.
final class Wishes {

    private static final int IN_VALUES_MAX = 100;
    private static final int KNOWN_MAX = 20_000;
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9]\\d{0,3}");
    private static final Set<String> IS_WORDS = Set.of("null", "true", "false", "unknown");

    /// The names of states, as the original's messages show them.
    private static final Map<String, String> CONDITIONS = Map.of(
            "22P02", "invalid_text_representation",
            "22003", "numeric_value_out_of_range",
            "22007", "invalid_datetime_format",
            "22008", "datetime_field_overflow",
            "2201B", "invalid_regular_expression",
            "23514", "check_violation",
            "42883", "undefined_function");

    private final Transactions transactions;
    private final Cache<Typed, String> known =
            Caffeine.newBuilder().maximumSize(KNOWN_MAX).build();

    Wishes(Transactions transactions) {
        this.transactions = transactions;
    }

    private record Typed(long type, String value) {}

    /// A wish that cannot be: the sentence that clients are shown.
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }

        /// A rule of the subscription itself.
        static Refused rule(String sentence) {
            return new Refused("ERROR P0001 (raise_exception) " + sentence);
        }
    }

    /// @param shape a table that the target matches
    Wish wish(Target target, Shape shape, String role) throws Refused {
        Shape.Rights rights = shape.rights().get(role);
        Set<String> readable = rights == null ? Set.of() : rights.readable();
        List<Comparison> comparisons = new ArrayList<>();
        for (Filter filter : target.filters()) {
            Shape.Column column = shape.column(filter.column())
                    .filter(each -> readable.contains(each.name()))
                    .orElseThrow(() -> Refused.rule("invalid column for filter " + filter.column()));
            comparisons.add(comparison(filter, column));
        }
        Set<String> select = target.select() == null ? null : new HashSet<>(target.select());
        if (select != null) {
            for (String name : select) {
                if (!readable.contains(name)) {
                    throw Refused.rule("invalid column for select " + name);
                }
            }
        }
        return new Wish(target.id(), target.event(), comparisons, select);
    }

    private Comparison comparison(Filter filter, Shape.Column column) throws Refused {
        ColumnType type = column.type();
        if (filter.op() == Filter.Op.IN) {
            return list(filter, column);
        }
        List<String> values = switch (filter.op()) {
            case IS -> List.of(isWord(filter, type));
            case LIKE, ILIKE -> List.of(pattern(filter, type));
            case MATCH, IMATCH -> List.of(expression(filter, type));
            case EQ, NEQ, LT, LTE, GT, GTE, ISDISTINCT, IN -> List.of(canonical(type, filter.value()));
        };
        return new Comparison(column.name(), type, filter.op(), values, filter.negated());
    }

    private Comparison list(Filter filter, Shape.Column column) throws Refused {
        List<Optional<String>> parts = asked(tx -> tx.sql("select unnest(cast(:value as text[]))")
                .param("value", filter.value())
                .query((row, _) -> Optional.ofNullable(row.getString(1)))
                .list());
        if (parts.size() > IN_VALUES_MAX) {
            throw Refused.rule("too many values for `in` filter. Maximum " + IN_VALUES_MAX);
        }
        List<String> values = new ArrayList<>();
        for (Optional<String> part : parts) {
            if (part.isPresent()) {
                values.add(canonical(column.type(), part.get()));
            }
        }
        if (filter.negated() && parts.contains(Optional.<String>empty())) {
            // Nothing is surely other than null, so it never holds: as a search in an empty list.
            return new Comparison(column.name(), column.type(), Filter.Op.IN, List.of(), false);
        }
        return new Comparison(column.name(), column.type(), Filter.Op.IN, values, filter.negated());
    }

    private static String isWord(Filter filter, ColumnType type) throws Refused {
        if (!IS_WORDS.contains(filter.value())) {
            throw Refused.rule("invalid value for is filter: must be null, true, false, or unknown");
        }
        if (!filter.value().equals("null") && type.family() != ColumnType.Family.BOOLEAN) {
            throw Refused.rule("is " + filter.value() + " filter requires a boolean column, got " + type.sql());
        }
        return filter.value();
    }

    private String pattern(Filter filter, ColumnType type) throws Refused {
        requireOperator(filter, type, "~~");
        return filter.value();
    }

    private String expression(Filter filter, ColumnType type) throws Refused {
        requireOperator(filter, type, filter.op() == Filter.Op.IMATCH ? "~*" : "~");
        try {
            asked(tx -> tx.sql("select '' ~ :value")
                    .param("value", filter.value())
                    .query(Boolean.class)
                    .single());
        } catch (Refused refused) {
            String reason = String.valueOf(refused.getMessage());
            throw Refused.rule("invalid regular expression for " + filter.op().word() + " filter: "
                    + reason.substring(reason.indexOf(") ") + 2));
        }
        return filter.value();
    }

    private void requireOperator(Filter filter, ColumnType type, String operator) throws Refused {
        if (type.family() == ColumnType.Family.TEXT) {
            return;
        }
        boolean there = asked(tx -> tx.sql("""
                        select exists (select from pg_operator where oprname = :name and oprleft = cast(:type as regtype))
                        """)
                .param("name", operator)
                .param("type", type.sql())
                .query(Boolean.class)
                .single());
        if (!there) {
            throw Refused.rule(
                    "operator " + filter.op().word() + " requires a text-compatible column type, got " + type.sql());
        }
    }

    /// The value as the database writes values of the type.
    private String canonical(ColumnType type, String value) throws Refused {
        if (type.family() == ColumnType.Family.TEXT && type.sql().equals("text")) {
            return value;
        }
        if (type.family() == ColumnType.Family.UUID && UUID.matcher(value).matches()) {
            return value.toLowerCase(Locale.ROOT);
        }
        if (type.family() == ColumnType.Family.WHOLE && WHOLE.matcher(value).matches()) {
            return value;
        }
        var typed = new Typed(type.oid(), value);
        String text = known.getIfPresent(typed);
        if (text == null) {
            // By the type's own output function; a cast to text writes booleans in another way.
            text = asked(tx -> tx.sql("select format('%s', " + type.cast(":value") + ")")
                    .param("value", value)
                    .query(String.class)
                    .single());
            known.put(typed, text);
        }
        return text;
    }

    private <T> T asked(Function<Tx, T> question) throws Refused {
        try {
            return transactions.asSystem("realtime filter", question);
        } catch (DataAccessException failure) {
            if (failure.getMostSpecificCause() instanceof PSQLException cause
                    && cause.getServerErrorMessage() != null
                    && cause.getSQLState() != null) {
                String state = cause.getSQLState();
                String condition = CONDITIONS.getOrDefault(state, "error");
                throw new Refused("ERROR " + state + " (" + condition + ") "
                        + cause.getServerErrorMessage().getMessage());
            }
            throw failure;
        }
    }
}
