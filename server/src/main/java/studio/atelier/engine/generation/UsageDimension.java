package studio.atelier.engine.generation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What usage is added up by. Each has one column or two: an id and the name that belongs to it.
enum UsageDimension {
    /// `2026-11-21`, in UTC.
    DAY("day", "to_char(g.created_at at time zone 'UTC', 'YYYY-MM-DD')"),
    MODEL("provider", "g.provider", "model", "g.model"),
    PROJECT("project_id", "g.project_id::text", "project", "p.name"),
    PERSON("user_id", "g.user_id::text", "person", "u.email"),
    /// Empty for people at a page.
    ACCESS_KEY("access_key_id", "r.access_key_id::text", "access_key", "k.name"),
    /// `own`, `organisation`, `server`, `free`.
    KEY_SOURCE("key_source", "g.key_source");

    private final String column;
    private final String expression;
    private final @Nullable String secondColumn;
    private final @Nullable String secondExpression;

    UsageDimension(String column, String expression) {
        this(column, expression, null, null);
    }

    UsageDimension(String column, String expression, @Nullable String secondColumn, @Nullable String secondExpression) {
        this.column = column;
        this.expression = expression;
        this.secondColumn = secondColumn;
        this.secondExpression = secondExpression;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<UsageDimension> find(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    /// Names of its columns in an answer.
    List<String> columns() {
        return secondColumn == null ? List.of(column) : List.of(column, secondColumn);
    }

    /// SQL of its columns, in the same order.
    List<String> expressions() {
        return secondExpression == null ? List.of(expression) : List.of(expression, secondExpression);
    }
}
