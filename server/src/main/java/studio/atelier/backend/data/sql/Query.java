package studio.atelier.backend.data.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement and its parameters. Two requests of one form have one text.
///
/// @param values as text
/// @param typed  whether the statement says the type of each
public record Query(String text, List<@Nullable String> values, boolean typed) {

    public Query {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    static Query of(Sql sql) {
        return new Query(sql.text(), sql.values(), sql.typed());
    }

    /// Shows the statement, never what was sent with it.
    @Override
    public String toString() {
        return text;
    }
}
