package studio.atelier.backend.identity.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;

/// `/api/access-keys`.
@RestController
class AccessKeysResource {

    private static final int NAME_LENGTH_MAX = 200;
    private static final int DAYS_MAX = 3_650;

    private final AccessKeys keys;

    AccessKeysResource(AccessKeys keys) {
        this.keys = keys;
    }

    record Body(@Nullable String name, @Nullable Integer expiresInDays) {}

    record Shown(
            UUID id,
            String name,
            String prefix,
            String last4,
            List<String> scopes,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            Instant createdAt,
            @Nullable Instant revokedAt) {}

    /// With the key itself, this once.
    record ShownOnce(
            UUID id,
            String name,
            String prefix,
            String last4,
            List<String> scopes,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            Instant createdAt,
            @Nullable Instant revokedAt,
            String key) {}

    @GetMapping("/api/access-keys")
    Envelope<Map<String, List<Shown>>> list(Actor actor) {
        return Envelope.of(Map.of(
                "access_keys",
                keys.list(actor).stream().map(AccessKeysResource::shown).toList()));
    }

    @PostMapping("/api/access-keys")
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<ShownOnce> create(Actor actor, @RequestBody Body body) {
        var faults = new Faults();
        String name = faults.required("/name", body.name(), NAME_LENGTH_MAX).strip();
        Integer days = body.expiresInDays();
        if (days != null && (days < 1 || days > DAYS_MAX)) {
            faults.add("/expires_in_days", "out_of_range", "Takes 1 to " + DAYS_MAX + " days.");
        }
        faults.check(IdentityProblem.INVALID);
        AccessKeys.Made made = keys.create(actor, name, days == null ? null : Duration.ofDays(days));
        AccessKeys.AccessKey row = made.row();
        return Envelope.of(new ShownOnce(
                row.id(),
                row.name(),
                row.prefix(),
                row.last4(),
                row.scopes(),
                row.expiresAt(),
                row.lastUsedAt(),
                row.createdAt(),
                row.revokedAt(),
                made.key()));
    }

    @DeleteMapping("/api/access-keys/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Actor actor, @PathVariable UUID id) {
        keys.revoke(actor, id);
    }

    private static Shown shown(AccessKeys.AccessKey row) {
        return new Shown(
                row.id(),
                row.name(),
                row.prefix(),
                row.last4(),
                row.scopes(),
                row.expiresAt(),
                row.lastUsedAt(),
                row.createdAt(),
                row.revokedAt());
    }
}
