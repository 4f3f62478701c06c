package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.backend.identity.internal.Mailbox.bearer;
import static studio.atelier.backend.identity.internal.Mailbox.json;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// An authenticator app in somebody's hand.
///
/// @param secret in base32
record PhoneInHand(String factorId, String secret) {

    private static final long STEP_SECONDS = 30;

    /// Adds one to the account of a sign-in and proves it, which raises the sign-in.
    static PhoneInHand added(Mailbox client, JsonNode session) {
        JsonNode factor = json(
                client.post("/factors", "{\"factor_type\":\"totp\",\"friendly_name\":\"Phone\"}", bearer(session)));
        var made = new PhoneInHand(
                factor.path("id").asString(), factor.at("/totp/secret").asString());
        JsonNode challenge = json(client.post("/factors/" + made.factorId + "/challenge", "{}", bearer(session)));
        var proven = client.post(
                "/factors/" + made.factorId + "/verify",
                "{\"challenge_id\":\"" + challenge.path("id").asString() + "\",\"code\":\"" + made.code() + "\"}",
                bearer(session));
        assertThat(proven.statusCode()).as(proven.body()).isEqualTo(200);
        return made;
    }

    /// What it shows now.
    String code() {
        return Totp.code(secret, Instant.now());
    }

    /// What it shows next, which is right already where the code shown now was used.
    String nextCode() {
        return Totp.code(secret, Instant.now().plusSeconds(STEP_SECONDS));
    }

    /// A code that is none of those that are right.
    String wrongCode() {
        return Totp.code(secret, Instant.now().plusSeconds(STEP_SECONDS * 100));
    }
}
