package studio.atelier.backend.identity.internal;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.identity.Person;
import tools.jackson.databind.JsonNode;

/// A row of `auth.users` with what the profile adds.
///
/// @param passwordHash null: cannot sign in by password
public record Account(
        UUID id,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String passwordHash,
        @Nullable Instant emailConfirmedAt,
        @Nullable Instant lastSignInAt,
        JsonNode appMetadata,
        JsonNode userMetadata,
        boolean anonymous,
        @Nullable Instant bannedUntil,
        @Nullable String name,
        @Nullable String avatarUrl,
        Instant createdAt,
        Instant updatedAt) {

    boolean admin() {
        return appMetadata.path("role").asString("").equals("admin");
    }

    boolean banned(Instant now) {
        return bannedUntil != null && bannedUntil.isAfter(now);
    }

    Person person() {
        return new Person(id, email, name, avatarUrl, admin(), createdAt);
    }

    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
