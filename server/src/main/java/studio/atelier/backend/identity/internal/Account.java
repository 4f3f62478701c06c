package studio.atelier.backend.identity.internal;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.identity.Person;
import tools.jackson.databind.JsonNode;

/// A row of `auth.users` with what the profile adds.
///
/// @param role         database role of the person's work
/// @param passwordHash null: cannot sign in by password
/// @param pending      what was asked for and is not confirmed
public record Account(
        UUID id,
        String role,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String passwordHash,
        @Nullable Instant emailConfirmedAt,
        @Nullable Instant phoneConfirmedAt,
        @Nullable Instant lastSignInAt,
        JsonNode appMetadata,
        JsonNode userMetadata,
        boolean anonymous,
        @Nullable Instant bannedUntil,
        Pending pending,
        Profile profile,
        Instant createdAt,
        Instant updatedAt) {

    /// @param emailChangeHalf one of the two addresses has agreed to the change
    record Pending(
            @Nullable Instant invitedAt,
            @Nullable Instant confirmationSentAt,
            @Nullable Instant recoverySentAt,
            @Nullable String newEmail,
            @Nullable Instant emailChangeSentAt,
            boolean emailChangeHalf,
            @Nullable String newPhone,
            @Nullable Instant phoneChangeSentAt,
            @Nullable Instant reauthenticationSentAt) {}

    record Profile(@Nullable String name, @Nullable String avatarUrl) {}

    boolean admin() {
        return appMetadata.path("role").asString("").equals("admin");
    }

    boolean banned(Instant now) {
        return bannedUntil != null && bannedUntil.isAfter(now);
    }

    boolean emailConfirmed() {
        return emailConfirmedAt != null;
    }

    boolean phoneConfirmed() {
        return phoneConfirmedAt != null;
    }

    /// The earlier of the two confirmations.
    @Nullable
    Instant confirmedAt() {
        if (emailConfirmedAt == null || phoneConfirmedAt == null) {
            return emailConfirmedAt == null ? phoneConfirmedAt : emailConfirmedAt;
        }
        return emailConfirmedAt.isBefore(phoneConfirmedAt) ? emailConfirmedAt : phoneConfirmedAt;
    }

    Person person() {
        return new Person(id, email, profile.name(), profile.avatarUrl(), admin(), createdAt);
    }

    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
