package studio.atelier.backend.data.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One item of `select`.
public sealed interface Select {

    enum Function {
        SUM,
        AVG,
        COUNT,
        MAX,
        MIN;

        public String sql() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// @param alias     name in the answer
    /// @param cast      type the column is cast to, before the aggregate
    /// @param aggregate null for the plain value
    /// @param finalCast type the aggregate is cast to
    record Column(
            Field field,
            @Nullable String alias,
            @Nullable String cast,
            @Nullable Function aggregate,
            @Nullable String finalCast)
            implements Select {

        public static final Column ALL = new Column(Field.of("*"), null, null, null, null);
    }

    /// `count()`: how many rows.
    record Count(@Nullable String alias, @Nullable String cast) implements Select {}

    /// A related resource.
    ///
    /// @param target table, view, computed relationship, constraint or column
    /// @param hint   constraint, column or junction table
    /// @param inner  parents without a match are dropped; null when not said
    /// @param spread its columns become columns of the parent
    record Embed(
            String target,
            @Nullable String alias,
            @Nullable String hint,
            @Nullable Boolean inner,
            boolean spread,
            List<Select> select)
            implements Select {

        public Embed {
            select = List.copyOf(select);
        }
    }
}
