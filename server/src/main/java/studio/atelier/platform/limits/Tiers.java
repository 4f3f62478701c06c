package studio.atelier.platform.limits;

import java.util.UUID;

/// What an administrator gave a person instead of what holds for everybody. A port: the room that knows
/// tiers stands above.
public interface Tiers {

    /// Cheap enough for every request. Fails never: without an answer the initial rate holds.
    ///
    /// @param limit   name of the limit: `requests`
    /// @param initial what holds where no tier says otherwise
    Rate rate(UUID person, String limit, Rate initial);
}
