package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.backend.identity.internal.Mailbox.bearer;
import static studio.atelier.backend.identity.internal.Mailbox.claims;
import static studio.atelier.backend.identity.internal.Mailbox.json;
import static studio.atelier.backend.identity.internal.Mailbox.refused;

import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// A second factor from end to end, as an authenticator answers. Source: wire reference 2.10; RFC 6238.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_ANONYMOUS=on",
    "ATELIER_LIMITS=off"
})
class GoTrueFactorsTest {

    private final RunningServer server;
    private final Mailbox client;

    GoTrueFactorsTest(RunningServer server) {
        this.server = server;
        this.client = new Mailbox(server);
    }

    /// Appendix B of RFC 6238, cut to six digits. The secret is `12345678901234567890`.
    @ParameterizedTest
    @CsvSource({"59,287082", "1111111109,081804", "1111111111,050471", "1234567890,005924", "2000000000,279037"})
    void countsLikeTheRfc(long seconds, String code) {
        assertThat(Totp.code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Instant.ofEpochSecond(seconds)))
                .isEqualTo(code);
    }

    @Test
    void takesACodeOnceAndWithinAStep() {
        String secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        Instant now = Instant.ofEpochSecond(1_111_111_109);
        long step = 1_111_111_109 / 30;

        assertThat(Totp.step(secret, "081804", now, 0)).hasValue(step);
        assertThat(Totp.step(secret, "081804", now, step)).isEmpty();
        assertThat(Totp.step(secret, "081804", now.plusSeconds(30), 0)).hasValue(step);
        assertThat(Totp.step(secret, "081804", now.plusSeconds(90), 0)).isEmpty();
        assertThat(Totp.step(secret, "", now, 0)).isEmpty();
    }

    @Test
    void enrollsChallengesVerifiesAndUnenrolls() {
        JsonNode session = client.signUp("two@example.org", "secret1");
        JsonNode factor = enroll(session, "My phone");
        assertThat(factor.path("type").asString()).isEqualTo("totp");
        assertThat(factor.path("friendly_name").asString()).isEqualTo("My phone");
        assertThat(factor.at("/totp/qr_code").asString())
                .startsWith("<svg ")
                .endsWith("</svg>")
                .doesNotContain("#");
        assertThat(factor.at("/totp/uri").asString())
                .startsWith("otpauth://totp/")
                .contains(
                        "two%40example.org",
                        "secret=" + factor.at("/totp/secret").asString(), "period=30", "digits=6");
        assertThat(user(session).at("/factors/0/status").asString()).isEqualTo("unverified");

        JsonNode challenge = challenge(session, factor);
        assertThat(challenge.path("expires_at").asLong())
                .isGreaterThan(Instant.now().getEpochSecond());
        JsonNode raised = json(verify(session, factor, challenge, code(factor)));

        assertThat(claims(session).path("aal").asString()).isEqualTo("aal1");
        assertThat(claims(raised).path("aal").asString()).isEqualTo("aal2");
        assertThat(claims(raised).at("/amr/0/method").asString()).isEqualTo("totp");
        assertThat(claims(raised).at("/amr/1/method").asString()).isEqualTo("password");
        assertThat(claims(raised).path("session_id")).isEqualTo(claims(session).path("session_id"));
        assertThat(user(raised).at("/factors/0/status").asString()).isEqualTo("verified");
        JsonNode refreshed = json(client.post(
                "/token?grant_type=refresh_token",
                "{\"refresh_token\":\"" + raised.path("refresh_token").asString() + "\"}"));
        assertThat(claims(refreshed).path("aal").asString()).isEqualTo("aal2");

        JsonNode lower = json(client.signIn("two@example.org", "secret1"));
        refused(
                client.send("DELETE", "/factors/" + factor.path("id").asString(), null, bearer(lower)),
                422,
                "insufficient_aal",
                "AAL2 required to unenroll verified factor");
        refused(
                client.post("/factors", "{\"factor_type\":\"totp\"}", bearer(lower)),
                403,
                "insufficient_aal",
                "AAL2 required to enroll a new factor");
        refused(
                client.send("PUT", "/user", "{\"password\":\"secret2\"}", bearer(lower)),
                401,
                "insufficient_aal",
                "AAL2 session is required to update email or password when MFA is enabled.");
        var gone = client.send("DELETE", "/factors/" + factor.path("id").asString(), null, bearer(raised));
        assertThat(json(gone).path("id")).isEqualTo(factor.path("id"));
        assertThat(user(raised).has("factors")).isFalse();
    }

    @Test
    void refusesWrongLateAndRepeatedCodes() {
        JsonNode session = client.signUp("wrong@example.org", "secret1");
        JsonNode factor = enroll(session, "");
        JsonNode challenge = challenge(session, factor);
        String right = code(factor);
        String wrong = right.equals("000000") ? "000001" : "000000";

        refused(verify(session, factor, challenge, wrong), 422, "mfa_verification_failed", "Invalid TOTP code entered");
        refused(verify(session, factor, challenge, ""), 400, "validation_failed", "Code needs to be non-empty");
        server.database()
                .asOwner()
                .sql("update auth.mfa_challenges set created_at = created_at - interval '6 minutes'")
                .update();
        refused(
                verify(session, factor, challenge, right),
                422,
                "mfa_challenge_expired",
                "MFA challenge " + challenge.path("id").asString()
                        + " has expired, verify against another challenge or create a new challenge.");
        refused(
                verify(session, factor, challenge, right),
                422,
                "mfa_factor_not_found",
                "MFA factor with the provided challenge ID not found");
        JsonNode raised = json(verify(session, factor, challenge(session, factor), right));
        assertThat(verify(raised, factor, challenge(raised, factor), right).statusCode())
                .as("a code works once")
                .isEqualTo(422);
    }

    @Test
    void stopsAGuesserAcrossChallenges() {
        JsonNode session = client.signUp("guesser@example.org", "secret1");
        JsonNode factor = enroll(session, "");
        for (int tries = 0; tries < Factors.WRONG_TRIES_MAX; tries++) {
            verify(session, factor, challenge(session, factor), "x" + tries);
        }

        refused(
                verify(session, factor, challenge(session, factor), code(factor)),
                429,
                "over_request_rate_limit",
                "Request rate limit reached");
    }

    @Test
    void keepsSecretsOutOfTheTable() {
        JsonNode factor = enroll(client.signUp("sealed@example.org", "secret1"), "");

        String rows = server.database()
                .asOwner()
                .sql("select string_agg(cast(to_jsonb(t) as text), '') from auth.mfa_factors t")
                .query(String.class)
                .single();

        assertThat(rows).doesNotContain(factor.at("/totp/secret").asString());
    }

    @Test
    void endsWhatWasBegunWithoutTheFactor() {
        JsonNode session = client.signUp("others@example.org", "secret1");
        JsonNode other = json(client.signIn("others@example.org", "secret1"));
        JsonNode factor = enroll(session, "a");
        enroll(session, "b");

        json(verify(session, factor, challenge(session, factor), code(factor)));

        assertThat(client.send("GET", "/user", null, bearer(other)).body()).contains("session_not_found");
        assertThat(server.database()
                        .asOwner()
                        .sql("select count(*) from auth.mfa_factors f join auth.users u on u.id = f.user_id"
                                + " where u.email = 'others@example.org'")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void refusesWhatIsWrong() {
        JsonNode session = client.signUp("faulty@example.org", "secret1");
        JsonNode stranger = client.signUp("stranger@example.org", "secret1");
        JsonNode factor = enroll(session, "same");
        JsonNode nobody = json(client.post("/signup", "{}"));
        String[] me = bearer(session);

        refused(
                client.post("/factors", "{\"factor_type\":\"totp\",\"friendly_name\":\"same\"}", me),
                422,
                "mfa_factor_name_conflict",
                "A factor with the friendly name \"same\" for this user already exists");
        refused(
                client.post("/factors", "{\"factor_type\":\"mars\"}", me),
                400,
                "validation_failed",
                "factor_type needs to be totp, phone, or webauthn");
        refused(
                client.post("/factors", "{\"factor_type\":\"phone\"}", me),
                422,
                "mfa_phone_enroll_not_enabled",
                "MFA enroll is disabled for Phone");
        refused(
                client.post("/factors", "{\"factor_type\":\"totp\"}"),
                401,
                "no_authorization",
                "This endpoint requires a valid Bearer token");
        refused(
                client.post("/factors", "{\"factor_type\":\"totp\"}", bearer(nobody)),
                403,
                "no_authorization",
                "Anonymous user not allowed to perform these actions");
        refused(
                client.post("/factors/" + factor.path("id").asString() + "/challenge", "{}", bearer(stranger)),
                404,
                "mfa_factor_not_found",
                "Factor not found");
        refused(client.post("/factors/abc/challenge", "{}", me), 404, "validation_failed", "factor_id must be an UUID");
        for (int more = 0; more < 9; more++) {
            enroll(session, "more " + more);
        }
        refused(
                client.post("/factors", "{\"factor_type\":\"totp\"}", me),
                422,
                "too_many_enrolled_mfa_factors",
                "Maximum number of verified factors reached, unenroll to continue");
    }

    private JsonNode enroll(JsonNode session, String name) {
        return json(client.post(
                "/factors", "{\"factor_type\":\"totp\",\"friendly_name\":\"" + name + "\"}", bearer(session)));
    }

    private JsonNode challenge(JsonNode session, JsonNode factor) {
        return json(client.post("/factors/" + factor.path("id").asString() + "/challenge", "{}", bearer(session)));
    }

    private HttpResponse<String> verify(JsonNode session, JsonNode factor, JsonNode challenge, String code) {
        return client.post(
                "/factors/" + factor.path("id").asString() + "/verify",
                "{\"challenge_id\":\"" + challenge.path("id").asString() + "\",\"code\":\"" + code + "\"}",
                bearer(session));
    }

    private static String code(JsonNode factor) {
        return Totp.code(factor.at("/totp/secret").asString(), Instant.now());
    }

    private JsonNode user(JsonNode session) {
        return json(client.send("GET", "/user", null, bearer(session)));
    }
}
