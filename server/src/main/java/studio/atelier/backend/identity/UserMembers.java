package studio.atelier.backend.identity;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import studio.atelier.platform.database.Actor;

/// Members a room above adds to the JSON of a user, such as a balance. Offered as a bean; identity collects
/// and does not know what they mean.
public interface UserMembers {

    /// @param actor who looks: the person, or an administrator at everybody
    /// @param users whose members are wanted, at most 100
    /// @return by user, names in snake case; every user has the same names
    Map<UUID, Map<String, Object>> of(Actor actor, List<UUID> users);
}
