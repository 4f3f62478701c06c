package studio.atelier.backend.identity;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.identity.internal.UserJson;
import studio.atelier.platform.database.Actor;

/// People as `/api` shows them, with what the rooms above add through [UserMembers]. Thread-safe.
public final class Users {

    private final UserJson json;

    public Users(UserJson json) {
        this.json = json;
    }

    /// @param actor who looks
    public Map<String, @Nullable Object> json(Actor actor, Person person) {
        return json.one(actor, person);
    }

    /// @param people at most 100
    public List<Map<String, @Nullable Object>> json(Actor actor, List<Person> people) {
        return json.many(actor, people);
    }
}
