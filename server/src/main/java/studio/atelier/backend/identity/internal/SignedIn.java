package studio.atelier.backend.identity.internal;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A sign-in with everything it is proven by.
///
/// @param cookie the session cookie's value; null for a sign-in without one
record SignedIn(
        Account account,
        UUID sessionId,
        Tokens.AccessToken access,
        String refreshToken,
        @Nullable String cookie) {

    SignedIn withCookie(@Nullable String given) {
        return new SignedIn(account, sessionId, access, refreshToken, given);
    }

    @Override
    public String toString() {
        return "SignedIn[" + sessionId + "]";
    }
}
