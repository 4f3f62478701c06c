package studio.atelier.platform.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A statement with all that has to hold while it runs, sent together: the database is asked once. For the
/// data API; rooms that know their statements use [Tx].
///
/// @param actor       role and claims
/// @param settings    of this transaction, beside role and claims; the same names for all requests of a kind
/// @param before      a statement without values that runs first, as the actor; null for none
/// @param sql         one statement that returns rows, `?` for each value
/// @param values      as text
/// @param typed       whether the statement says the type of each value; the database finds it otherwise
/// @param conditional whether reading its answer may still undo it; costs a second round trip
public record OneTrip(
        Actor actor,
        Map<String, String> settings,
        @Nullable String before,
        String sql,
        List<@Nullable String> values,
        boolean typed,
        boolean conditional) {

    public OneTrip {
        settings = Collections.unmodifiableMap(new java.util.LinkedHashMap<>(settings));
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /// Shows the statement, never what was sent with it.
    @Override
    public String toString() {
        return "OneTrip[" + sql + "]";
    }

    /// Reads the statement's rows.
    @FunctionalInterface
    public interface Reading<T> {

        Kept<T> read(ResultSet rows) throws SQLException;
    }

    /// @param keep false undoes a conditional statement; nothing else can be undone
    public record Kept<T>(T value, boolean keep) {}
}
