package studio.atelier.engine.budgets;

import java.util.List;

/// Whether every budget has room for a run.
public sealed interface Taking {

    /// @param warnings the budgets whose soft limit is reached
    record Taken(List<Cap> warnings) implements Taking {}

    /// Nothing was taken.
    ///
    /// @param caps all that refuse, at least one
    record Refused(List<Cap> caps) implements Taking {}
}
