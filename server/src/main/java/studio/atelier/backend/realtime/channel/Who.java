package studio.atelier.backend.realtime.channel;

import studio.atelier.platform.database.Actor;

/// Whose rights count on a channel.
///
/// @param token     as it was sent; a secret
/// @param expiresAt in seconds since 1970; `Long.MAX_VALUE` for a key that stays until it is revoked
record Who(String token, Actor actor, long expiresAt) {

    static final long NEVER = Long.MAX_VALUE;

    @Override
    public String toString() {
        return "Who[" + actor + "]";
    }
}
