package studio.atelier.platform.database;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who acts. Travels as a parameter; the database sees it as a role with claims, and row-level security
/// decides.
///
/// @param role   the database role the work runs as
/// @param userId the person; null for `ANON` and `SERVICE`
/// @param claims the verified token claims as JSON text, what `auth.jwt()` returns
/// @param admin  platform admin (`app_metadata.role = "admin"`); a claim, read once when the caller was
///     authenticated
/// @param accessKey the key of the program that acts for the person; null for the person at a page
public record Actor(
        Role role,
        @Nullable UUID userId,
        String claims,
        boolean admin,
        @Nullable UUID accessKey) {

    public Actor(Role role, @Nullable UUID userId, String claims, boolean admin) {
        this(role, userId, claims, admin, null);
    }

    /// The roles a caller can have. The constant's `sql` is the role's name in the database.
    public enum Role {
        ANON("anon"),
        AUTHENTICATED("authenticated"),
        SERVICE("service_role");

        private final String sql;

        Role(String sql) {
            this.sql = sql;
        }

        public String sql() {
            return sql;
        }
    }

    /// Nobody in particular.
    public static final Actor ANONYMOUS = new Actor(Role.ANON, null, "{\"role\":\"anon\"}", false);

    /// Whoever holds the service's key, and the server itself where it acts in its place.
    public static final Actor SERVICE = new Actor(Role.SERVICE, null, "{\"role\":\"service_role\"}", false);

    public Actor {
        if (role == Role.AUTHENTICATED && userId == null && claims.isBlank()) {
            throw new IllegalArgumentException("an authenticated actor has claims");
        }
    }

    /// A signed-in person known by id only, for work that goes on after the request (an executor acting for
    /// the owner).
    public static Actor person(UUID userId) {
        return new Actor(
                Role.AUTHENTICATED,
                userId,
                "{\"sub\":\"" + userId + "\",\"role\":\"authenticated\",\"aud\":\"authenticated\"}",
                false);
    }

    /// The person's id, where the route has made sure that there is one.
    ///
    /// @throws IllegalStateException for an actor who is not a person
    public UUID person() {
        if (userId == null) {
            throw new IllegalStateException("this actor is not a person: " + role);
        }
        return userId;
    }

    @Override
    public String toString() {
        return "Actor[" + role.sql() + (userId == null ? "" : " " + userId) + "]";
    }
}
