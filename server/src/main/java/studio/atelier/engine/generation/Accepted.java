package studio.atelier.engine.generation;

import java.util.List;
import studio.atelier.engine.budgets.Cap;

/// What became of a request that was accepted.
///
/// @param fresh    false when the row was there already, from an earlier submit with the same key
/// @param warnings the budgets whose soft limit this run reached or passed
public record Accepted(Generation generation, boolean fresh, List<Cap> warnings) {

    public Accepted {
        warnings = List.copyOf(warnings);
    }

    /// What an earlier submit with the same key made.
    static Accepted before(Generation generation) {
        return new Accepted(generation, false, List.of());
    }
}
