package studio.atelier.engine.budgets;

import java.sql.ResultSet;
import java.sql.SQLException;

/// What one budget said to a run.
///
/// @param refused true where it has no room for the run; what has room is named where it warns
/// @param first   true where the soft limit is reached for the first time in its period
public record Verdict(Cap cap, boolean refused, boolean first) {

    /// @param row of `atelier.take_budgets`, or of what passes its columns on
    public static Verdict of(ResultSet row) throws SQLException {
        return new Verdict(CapStore.cap(row), row.getBoolean("refused"), row.getBoolean("first"));
    }
}
