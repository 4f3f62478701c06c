package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.backend.identity.Identity;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `/auth/v1` in the shapes of the wire reference 2.2 to 2.8, 2.12, 8.4.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_PHONE=off",
    "ATELIER_LIMITS=off"
})
class GoTrueTest {

    private static final String[] VERSION = {"X-Supabase-Api-Version", "2024-01-01"};

    private final RunningServer server;

    GoTrueTest(RunningServer server) {
        this.server = server;
    }

    @Test
    void signsUpWithASessionAndAUserInItsShape() {
        JsonNode session = json(server.post(
                "/auth/v1/signup?redirect_to=http://localhost",
                "{\"email\":\"New@Example.org\",\"password\":\"secret1\",\"data\":{\"name\":\"Ada\",\"theme\":\"dark\"},"
                        + "\"gotrue_meta_security\":{},\"code_challenge\":null,\"code_challenge_method\":null}",
                "apikey",
                server.room(Identity.class).projectKeys().anon()));

        assertThat(session.path("token_type").asString()).isEqualTo("bearer");
        assertThat(session.path("expires_in").asInt()).isEqualTo(3_600);
        assertThat(session.path("expires_at").asLong()).isPositive();
        assertThat(session.path("refresh_token").asString()).hasSizeGreaterThan(40);
        JsonNode user = session.path("user");
        assertThat(user.path("aud").asString()).isEqualTo("authenticated");
        assertThat(user.path("email").asString()).isEqualTo("new@example.org");
        assertThat(user.path("phone").asString("missing")).isEmpty();
        assertThat(user.at("/app_metadata/providers/0").asString()).isEqualTo("email");
        assertThat(user.at("/user_metadata/theme").asString()).isEqualTo("dark");
        assertThat(user.at("/user_metadata/sub").asString())
                .isEqualTo(user.path("id").asString());
        assertThat(user.at("/identities/0/provider").asString()).isEqualTo("email");
        assertThat(user.at("/identities/0/id").asString())
                .isEqualTo(user.path("id").asString());
        assertThat(user.path("email_confirmed_at").asString()).endsWith("Z");
        assertThat(user.toString()).doesNotContain("argon2", "password");
        assertThat(server.database()
                        .asOwner()
                        .sql("select name from public.users where email = 'new@example.org'")
                        .query(String.class)
                        .single())
                .isEqualTo("Ada");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"data":{}}                                           | 422 | anonymous_provider_disabled | Anonymous sign-ins are disabled
                    {"phone":"4912345","password":"secret1"}              | 400 | phone_provider_disabled     | Phone signups are disabled
                    {"email":"no address","password":"secret1"}           | 400 | validation_failed           | Unable to validate email address: invalid format
                    {"email":"x@example.org","password":"123"}            | 422 | weak_password               | Password should be at least 6 characters.
                    {"email":"x@example.org"}                             | 400 | validation_failed           | Signup requires a valid password
                    {"email":"owner@example.org","password":"secret1"}    | 422 | user_already_exists         | User already registered
                    {"email":7,"password":"secret1"}                      | 400 | validation_failed           | email must be a string
                    """)
    void refusesSignUpsInBothShapes(String body, int status, String code, String message) {
        var modern = server.post("/auth/v1/signup", body, VERSION);
        var legacy = server.post("/auth/v1/signup", body);

        assertThat(modern.statusCode()).as(modern.body()).isEqualTo(status);
        assertThat(json(modern).path("code").asString()).isEqualTo(code);
        assertThat(json(modern).path("message").asString()).isEqualTo(message);
        assertThat(modern.headers().firstValue("X-Supabase-Api-Version")).contains("2024-01-01");
        assertThat(modern.headers().firstValue("x-sb-error-code")).contains(code);
        assertThat(json(legacy).path("code").asInt()).isEqualTo(status);
        assertThat(json(legacy).path("error_code").asString()).isEqualTo(code);
        assertThat(json(legacy).path("msg").asString()).isEqualTo(message);
        if (code.equals("weak_password")) {
            assertThat(json(modern).at("/weak_password/reasons/0").asString()).isEqualTo("length");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    password       | {"email":"owner@example.org","password":"wrong"}           | 400 | invalid_credentials     | Invalid login credentials
                    password       | {"email":"nobody@example.org","password":"wrong"}          | 400 | invalid_credentials     | Invalid login credentials
                    password       | {"password":"wrong"}                                       | 400 | validation_failed       | missing email or phone
                    sorcery        | {}                                                         | 400 | invalid_credentials     | unsupported_grant_type
                    refresh_token  | {"refresh_token":"abcdefghijkl"}                           | 400 | refresh_token_not_found | Invalid Refresh Token: Refresh Token Not Found
                    """)
    void refusesGrants(String grant, String body, int status, String code, String message) {
        var answer = server.post("/auth/v1/token?grant_type=" + grant, body, VERSION);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).path("code").asString()).isEqualTo(code);
        assertThat(json(answer).path("message").asString()).isEqualTo(message);
    }

    @Test
    void answersAnEmptyRefreshTokenInTheWordsOfOAuth() {
        JsonNode body =
                json(server.post("/auth/v1/token?grant_type=refresh_token", "{\"refresh_token\":\"\"}", VERSION));

        assertThat(body.path("error").asString()).isEqualTo("invalid_request");
        assertThat(body.path("error_description").asString()).isEqualTo("refresh_token required");
    }

    @Test
    void refreshesAndNoticesTheTokenOfALongAgo() {
        JsonNode session = signIn();
        String first = session.path("refresh_token").asString();
        String second = refresh(first).path("refresh_token").asString();
        refresh(second);
        server.database()
                .asOwner()
                .sql("update auth.sessions set refreshed_at = refreshed_at - interval '11 seconds'")
                .update();

        var thief = server.post(
                "/auth/v1/token?grant_type=refresh_token", "{\"refresh_token\":\"" + first + "\"}", VERSION);

        assertThat(thief.statusCode()).isEqualTo(400);
        assertThat(json(thief).path("code").asString()).isEqualTo("refresh_token_already_used");
        assertThat(json(thief).path("message").asString()).isEqualTo("Invalid Refresh Token: Already Used");
        assertThat(json(server.post(
                                "/auth/v1/token?grant_type=refresh_token",
                                "{\"refresh_token\":\"" + second + "\"}",
                                VERSION))
                        .path("code")
                        .asString())
                .isEqualTo("session_not_found");
    }

    @Test
    void showsAndChangesThePersonBehindTheToken() {
        server.post(
                "/auth/v1/signup",
                "{\"email\":\"dora@example.org\",\"password\":\"secret1\",\"data\":{\"a\":1,\"b\":2}}");
        JsonNode session = json(server.post(
                "/auth/v1/token?grant_type=password", "{\"email\":\"dora@example.org\",\"password\":\"secret1\"}"));
        String[] bearer = bearer(session);

        JsonNode changed = json(server.send("PUT", "/auth/v1/user", "{\"data\":{\"a\":null,\"c\":3}}", bearer));
        var taken = server.send("PUT", "/auth/v1/user", "{\"email\":\"owner@example.org\"}", bearer);
        var same = server.send("PUT", "/auth/v1/user", "{\"password\":\"secret1\"}", bearer);
        var admin = server.send("PUT", "/auth/v1/user", "{\"app_metadata\":{\"role\":\"admin\"}}", bearer);
        var password = server.send("PUT", "/auth/v1/user", "{\"password\":\"secret2\"}", bearer);

        assertThat(changed.path("user_metadata").has("a")).isFalse();
        assertThat(changed.at("/user_metadata/c").asInt()).isEqualTo(3);
        assertThat(taken.body()).contains("email_exists");
        assertThat(same.body()).contains("same_password");
        assertThat(admin.body()).contains("not_admin");
        assertThat(password.statusCode()).isEqualTo(200);
        assertThat(server.get("/auth/v1/user", bearer).body()).contains("dora@example.org");
    }

    @Test
    void knowsThatASignedOutTokenIsOfNoUse() {
        JsonNode session = signIn();

        var out = server.post("/auth/v1/logout?scope=local", "", bearer(session));
        var gone = server.get("/auth/v1/user", bearer(session));

        assertThat(out.statusCode()).isEqualTo(204);
        assertThat(out.body()).isEmpty();
        assertThat(gone.statusCode()).isEqualTo(403);
        assertThat(gone.body()).contains("session_not_found");
        assertThat(server.post("/auth/v1/logout?scope=mars", "", bearer(signIn()))
                        .body())
                .contains("validation_failed");
    }

    @Test
    void refusesBearersThatAreNone() {
        String anon = server.room(Identity.class).projectKeys().anon();

        var none = server.get("/auth/v1/user");
        var garbage = server.get("/auth/v1/user", "Authorization", "Bearer abc.def.ghi");
        var key = server.get("/auth/v1/user", "Authorization", "Bearer " + anon, "apikey", anon);
        var keyOnly = server.get("/auth/v1/user", "apikey", anon);
        var wrongKey = server.get("/auth/v1/settings", "apikey", "wrong");
        var hs256 = server.get(
                "/auth/v1/user",
                "Authorization",
                "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwicm9sZSI6InNlcnZpY2Vfcm9sZSJ9.");

        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.body()).contains("no_authorization", "This endpoint requires a valid Bearer token");
        assertThat(garbage.statusCode()).isEqualTo(403);
        assertThat(garbage.body()).contains("bad_jwt", "unable to parse or verify signature");
        assertThat(key.statusCode()).isEqualTo(403);
        assertThat(keyOnly.statusCode()).isEqualTo(401);
        assertThat(wrongKey.statusCode()).isEqualTo(401);
        assertThat(hs256.statusCode()).isEqualTo(403);
    }

    @Test
    void publishesTheKeyThatVerifiesItsTokens() throws Exception {
        var answer = server.get("/auth/v1/.well-known/jwks.json");
        JWKSet keys = JWKSet.parse(answer.body());
        JWSObject token = JWSObject.parse(signIn().path("access_token").asString());
        JWSObject anon =
                JWSObject.parse(server.room(Identity.class).projectKeys().anon());

        assertThat(answer.headers().firstValue("Cache-Control")).contains("max-age=600, public");
        assertThat(keys.getKeys()).hasSize(1).allMatch(key -> !key.isPrivate());
        assertThat(json(answer).at("/keys/0/use").asString()).isEqualTo("sig");
        assertThat(json(answer).at("/keys/0/alg").asString()).isEqualTo("ES256");
        var verifier = new ECDSAVerifier(
                keys.getKeyByKeyId(token.getHeader().getKeyID()).toECKey());
        assertThat(token.verify(verifier)).isTrue();
        assertThat(anon.verify(verifier)).isTrue();
    }

    @Test
    void tellsWhatIsSwitchedOn() {
        JsonNode settings = json(server.get("/auth/v1/settings"));

        assertThat(settings.at("/external/email").asBoolean()).isTrue();
        assertThat(settings.at("/external/google").asBoolean(true)).isFalse();
        assertThat(settings.path("disable_signup").asBoolean(true)).isFalse();
        assertThat(settings.path("mailer_autoconfirm").asBoolean()).isTrue();
        assertThat(json(server.get("/auth/v1/health")).path("name").asString()).isEqualTo("GoTrue");
    }

    @Test
    void keepsThePasswordsAndTokensOutOfTheDatabase() {
        JsonNode session = signIn();

        for (String table : List.of("auth.users", "auth.sessions", "auth.signing_keys", "atelier.events")) {
            String rows = server.database()
                    .asOwner()
                    .sql("select coalesce(string_agg(cast(to_jsonb(t) as text), ''), '') from " + table + " t")
                    .query(String.class)
                    .single();
            assertThat(rows)
                    .doesNotContain(
                            "a long enough one",
                            session.path("refresh_token").asString(),
                            session.path("access_token").asString(),
                            "\"d\":");
        }
    }

    private JsonNode signIn() {
        return json(server.post(
                "/auth/v1/token?grant_type=password",
                "{\"email\":\"owner@example.org\",\"password\":\"a long enough one\",\"gotrue_meta_security\":{}}"));
    }

    private JsonNode refresh(String token) {
        var answer = server.post(
                "/auth/v1/token?grant_type=refresh_token", "{\"refresh_token\":\"" + token + "\"}", VERSION);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static String[] bearer(JsonNode session) {
        return new String[] {
            "Authorization", "Bearer " + session.path("access_token").asString()
        };
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
