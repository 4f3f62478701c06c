package studio.atelier.backend.identity.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.identity.Person;
import studio.atelier.backend.identity.UserMembers;
import studio.atelier.platform.database.Actor;

/// The JSON of users under `/api`, with what other rooms add to it.
public final class UserJson {

    private final List<UserMembers> members;

    UserJson(List<UserMembers> members) {
        this.members = members;
    }

    public Map<String, @Nullable Object> one(Actor actor, Person person) {
        return many(actor, List.of(person)).getFirst();
    }

    public List<Map<String, @Nullable Object>> many(Actor actor, List<Person> people) {
        var ids = people.stream().map(Person::id).toList();
        var additions = members.stream().map(room -> room.of(actor, ids)).toList();
        List<Map<String, @Nullable Object>> users = new ArrayList<>();
        for (Person person : people) {
            Map<String, @Nullable Object> user = new LinkedHashMap<>();
            user.put("id", person.id());
            user.put("email", person.email());
            user.put("name", person.name());
            user.put("avatar_url", person.avatarUrl());
            user.put("is_admin", person.admin());
            user.put("created_at", person.createdAt());
            additions.forEach(
                    addition -> addition.getOrDefault(person.id(), Map.of()).forEach(user::put));
            users.add(user);
        }
        return users;
    }
}
