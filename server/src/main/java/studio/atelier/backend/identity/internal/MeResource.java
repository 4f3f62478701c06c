package studio.atelier.backend.identity.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Envelope;

/// `/auth/me` and `/auth/permissions`: who asks, and what they may do where. Source: D63, D65.
@RestController
class MeResource {

    private static final List<String> ADMINISTRATION = List.of(
            "users.manage", "settings.manage", "provider_keys.manage", "credits.grant", "audit.read", "messages.read");

    private final Permissions permissions;
    private final Entry entry;
    private final UserJson users;

    MeResource(Permissions permissions, Entry entry, UserJson users) {
        this.permissions = permissions;
        this.entry = entry;
        this.users = users;
    }

    @GetMapping("/auth/me")
    Envelope<Map<String, @Nullable Object>> me(Actor actor) {
        Account account = entry.account(actor.person()).orElseThrow(IdentityProblem.SESSION_NOT_FOUND::problem);
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("user", users.one(actor, account.person()));
        data.put("role", actor.admin() ? "admin" : "user");
        data.put("organizations", permissions.of(actor));
        return Envelope.of(data);
    }

    @GetMapping("/auth/permissions")
    Envelope<Map<String, Object>> permissions(Actor actor) {
        return Envelope.of(Map.of(
                "role", actor.admin() ? "admin" : "user",
                "permissions", actor.admin() ? ADMINISTRATION : List.of(),
                "organizations", permissions.of(actor)));
    }
}
