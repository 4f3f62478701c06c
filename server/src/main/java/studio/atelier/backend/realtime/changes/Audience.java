package studio.atelier.backend.realtime.changes;

/// Whose rights count: what policies see.
///
/// @param role                   the database role of the token
/// @param claimsJson             the verified claims, what `auth.jwt()` returns
/// @param expiresAtEpochSecond when the token ends; nothing is delivered from then on
public record Audience(String role, String claimsJson, long expiresAtEpochSecond) {

    /// Never the claims: they name a person.
    @Override
    public String toString() {
        return "Audience[" + role + "]";
    }
}
