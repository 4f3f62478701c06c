package studio.atelier.backend.isolation;

import java.util.List;
import java.util.UUID;
import studio.atelier.platform.database.Actor;

/// What a room's own routes show somebody. Offered as a bean; the isolation test asks as a tenant who
/// owns next to nothing.
public interface IsolationProbe {

    /// The route, as people know it: `GET /api/projects`.
    String route();

    /// Runs what the route runs.
    ///
    /// @return the owners of everything it shows
    List<UUID> owners(Actor actor);
}
