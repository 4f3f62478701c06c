package studio.atelier.backend.identity;

import java.util.Map;
import java.util.UUID;
import studio.atelier.platform.database.Tx;

/// What a room has to do when an account goes, beyond what foreign keys and triggers do. Offered as a
/// bean; identity
/// asks all of them and does not know what they do.
public interface Leaving {

    /// Whether the person may go yet, in a look before anything is changed.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException that says what to do first
    default void check(UUID userId) {}

    /// In the transaction of the system that removes the account, before its row goes.
    default void before(Tx tx, UUID userId) {}

    /// After the commit: what no transaction can undo.
    ///
    /// @return lines of the report, names in snake case
    default Map<String, Object> after(UUID userId) {
        return Map.of();
    }
}
