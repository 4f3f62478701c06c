package studio.atelier.engine.credits;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import studio.atelier.backend.identity.UserMembers;
import studio.atelier.platform.database.Actor;

/// The balance beside a person's name.
final class CreditsMembers implements UserMembers {

    private final Credits credits;

    CreditsMembers(Credits credits) {
        this.credits = credits;
    }

    @Override
    public Map<UUID, Map<String, Object>> of(Actor actor, List<UUID> users) {
        Map<UUID, Map<String, Object>> members = new LinkedHashMap<>();
        for (UUID user : users) {
            Balance balance = credits.balance(user);
            members.put(
                    user,
                    Map.of(
                            "credits_micros", balance.available().value(),
                            "credits_held_micros", balance.held().value()));
        }
        return members;
    }
}
