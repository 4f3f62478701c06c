package studio.atelier.backend.organisations.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.identity.Identity;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.backend.identity.Person;
import studio.atelier.backend.identity.Users;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Envelope;

/// `/auth/me` and `/auth/permissions`: who asks, and what they may do where. Source: D63, D65.
@RestController
class MeResource {

    private static final List<String> ADMINISTRATION = List.of(
            "audit.read",
            "credits.grant",
            "isolation.test",
            "messages.read",
            "provider_keys.manage",
            "settings.manage",
            "users.manage");

    record Membership(UUID orgId, String name, String role, List<String> permissions) {}

    private final Identity identity;
    private final Users users;
    private final Directory directory;

    MeResource(Identity identity, Users users, Directory directory) {
        this.identity = identity;
        this.users = users;
        this.directory = directory;
    }

    @GetMapping("/auth/me")
    Envelope<Map<String, @Nullable Object>> me(Actor actor) {
        Person person = identity.person(actor.person()).orElseThrow(IdentityProblem.SESSION_NOT_FOUND::problem);
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("user", users.json(actor, person));
        data.put("role", role(actor));
        data.put("organizations", memberships(actor));
        return Envelope.of(data);
    }

    /// From the table that the policies ask.
    @GetMapping("/auth/permissions")
    Envelope<Map<String, Object>> permissions(Actor actor) {
        return Envelope.of(Map.of(
                "role", role(actor),
                "permissions", actor.admin() ? ADMINISTRATION : List.of(),
                "organizations", memberships(actor)));
    }

    private List<Membership> memberships(Actor actor) {
        return directory.mine(actor).stream()
                .map(one -> new Membership(one.id(), one.name(), one.role(), one.permissions()))
                .toList();
    }

    private static String role(Actor actor) {
        return actor.admin() ? "admin" : "user";
    }
}
