package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.backend.identity.internal.Mailbox.bearer;
import static studio.atelier.backend.identity.internal.Mailbox.json;
import static studio.atelier.backend.identity.internal.Mailbox.refused;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Rows of the wire reference 2.2 to 2.13 and 8.4 that no flow of another test passes by: who asks what how, and the
/// exact refusal. Behaviour of GoTrue that can be seen over HTTP.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_AUTH_ANONYMOUS=on",
    "ATELIER_AUTH_PHONE=on",
    "ATELIER_JWT_SECRET=a shared secret of more than 32 bytes",
    "ATELIER_LIMITS=off"
})
class GoTrueContractTest {

    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";
    private static final String CHANNEL = "Invalid channel, supported values are 'sms' or 'whatsapp'. "
            + "'whatsapp' is only supported if Twilio or Twilio Verify is used as the provider.";

    private final RunningServer server;
    private final Mailbox client;

    GoTrueContractTest(RunningServer server) {
        this.server = server;
        this.client = new Mailbox(server);
    }

    private JsonNode person() {
        return client.signUp(UUID.randomUUID() + "@example.org", "secret1");
    }

    private HttpResponse<String> as(String who, String method, String path, @Nullable String body) {
        return switch (who) {
            case "person" -> client.send(method, path, body, bearer(person()));
            case "anonymous" -> client.send(method, path, body, bearer(json(client.post("/signup", "{}"))));
            case "program" -> client.send(method, path, body, client.service());
            default -> client.send(method, path, body);
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    person | PUT    | /user    | {"password":""}                                           | 422 | weak_password      | Password should be at least 6 characters.
                    person | PUT    | /user    | {"password":"12345"}                                      | 422 | weak_password      | Password should be at least 6 characters.
                    person | PUT    | /user    | {"password":"1234567890123456789012345678901234567890123456789012345678901234567890123"} | 400 | validation_failed | Password cannot be longer than 72 characters
                    person | PUT    | /user    | {"password":"secret1"}                                    | 422 | same_password      | New password should be different from the old password.
                    person | PUT    | /user    | {"email":"nothing"}                                       | 400 | validation_failed  | Unable to validate email address: invalid format
                    person | PUT    | /user    | {"email":"owner@example.org"}                             | 422 | email_exists       | A user with this email address has already been registered
                    person | PUT    | /user    | {"phone":"x"}                                             | 400 | validation_failed  | Invalid phone number format (E.164 required)
                    person | PUT    | /user    | {"app_metadata":{"role":"admin"}}                         | 403 | not_admin          | Updating app_metadata requires admin privileges
                    anonymous | PUT | /user    | {"password":"secret1"}                                    | 422 | validation_failed  | Updating password of an anonymous user without an email or phone is not allowed
                    person | POST   | /logout?scope=mars | `null`                                          | 400 | validation_failed  | Unsupported logout scope "mars"
                    person | POST   | /factors | {"factor_type":"mars"}                                    | 400 | validation_failed  | factor_type needs to be totp, phone, or webauthn
                    person | POST   | /factors | {"factor_type":"phone","phone":"491512345678"}            | 422 | mfa_phone_enroll_not_enabled | MFA enroll is disabled for Phone
                    person | POST   | /factors | {"factor_type":"webauthn"}                                | 422 | mfa_webauthn_enroll_not_enabled | MFA enroll is disabled for WebAuthn
                    anonymous | POST | /factors | {"factor_type":"totp"}                                   | 403 | no_authorization   | Anonymous user not allowed to perform these actions
                    nobody | POST   | /factors | {"factor_type":"totp"}                                    | 401 | no_authorization   | This endpoint requires a valid Bearer token
                    person | POST   | /factors/abc/challenge | {}                                          | 404 | validation_failed  | factor_id must be an UUID
                    person | POST   | /factors/00000000-0000-4000-8000-000000000000/challenge | {}         | 404 | mfa_factor_not_found | Factor not found
                    person | DELETE | /factors/00000000-0000-4000-8000-000000000000 | `null`               | 404 | mfa_factor_not_found | Factor not found
                    person | GET    | /user/identities/authorize?provider=github | `null`                  | 404 | manual_linking_disabled | Manual linking is disabled
                    person | DELETE | /user/identities/00000000-0000-4000-8000-000000000000 | `null`       | 404 | manual_linking_disabled | Manual linking is disabled
                    anonymous | GET | /reauthenticate | `null`                                             | 400 | validation_failed  | Reauthentication requires the user to have an email or a phone number
                    nobody | GET    | /user    | `null`                                                    | 401 | no_authorization   | This endpoint requires a valid Bearer token
                    nobody | PUT    | /user    | {}                                                        | 401 | no_authorization   | This endpoint requires a valid Bearer token
                    nobody | POST   | /logout  | `null`                                                    | 401 | no_authorization   | This endpoint requires a valid Bearer token
                    nobody | GET    | /reauthenticate | `null`                                             | 401 | no_authorization   | This endpoint requires a valid Bearer token
                    nobody | GET    | /admin/audit | `null`                                                | 401 | no_authorization   | This endpoint requires a valid Bearer token
                    person | GET    | /admin/audit | `null`                                                | 403 | not_admin          | User not allowed
                    program | GET   | /user    | `null`                                                    | 403 | bad_jwt            | invalid claim: missing sub claim
                    program | GET   | /admin/audit?page=-1 | `null`                                        | 400 | validation_failed  | Bad Pagination Parameters: strconv.ParseUint: parsing "-1": invalid syntax
                    program | GET   | /admin/audit?query=mars | `null`                                     | 400 | validation_failed  | Invalid query scope: mars
                    program | GET   | /admin/users?page=x | `null`                                         | 400 | validation_failed  | Bad Pagination Parameters: strconv.ParseUint: parsing "x": invalid syntax
                    program | GET   | /admin/users?sort=created_at+up | `null`                             | 400 | validation_failed  | Bad Sort Parameters: bad direction for sort 'up', only 'asc' and 'desc' allowed
                    program | POST  | /admin/users | {"phone":"abc"}                                       | 400 | validation_failed  | Invalid phone number format (E.164 required)
                    program | POST  | /admin/users | {"email":"a@example.org","id":"00000000-0000-0000-0000-000000000000"} | 400 | validation_failed | ID cannot be a nil uuid
                    program | PUT   | /admin/users/abc | {}                                                | 404 | validation_failed  | user_id must be an UUID
                    program | PUT   | /admin/users/00000000-0000-4000-8000-000000000000 | {}               | 404 | user_not_found     | User not found
                    program | DELETE | /admin/users/00000000-0000-4000-8000-000000000000 | `null`          | 404 | user_not_found     | User not found
                    program | GET   | /admin/users/00000000-0000-4000-8000-000000000000/factors | `null`   | 404 | user_not_found     | User not found
                    program | POST  | /invite | {}                                                         | 400 | validation_failed  | An email address is required
                    program | POST  | /admin/generate_link | {"type":"signup","email":"nothing","password":"secret1"} | 400 | validation_failed | Unable to validate email address: invalid format
                    program | POST  | /admin/generate_link | {"type":"magiclink"}                          | 400 | validation_failed  | An email address is required
                    program | POST  | /admin/generate_link | {"type":"signup","email":"weak@example.org","password":"123"} | 422 | weak_password | Password should be at least 6 characters.
                    program | POST  | /admin/generate_link | {"type":"email_change_new","email":"who@example.org","new_email":"x@example.org"} | 404 | user_not_found | User with this email not found
                    program | POST  | /admin/generate_link | {"type":"email_change_new","email":"owner@example.org"} | 400 | validation_failed | Unable to validate email address: invalid format
                    program | POST  | /admin/oauth/clients | {"client_name":"x","redirect_uris":[]}        | 400 | validation_failed  | redirect_uris is required
                    program | POST  | /admin/oauth/clients | {"client_name":"x","redirect_uris":["https://a.example.org"]} | 404 | feature_disabled | OAuth server is disabled
                    nobody | GET    | /.well-known/oauth-authorization-server | `null`                     | 404 | feature_disabled   | OAuth server is disabled
                    person | GET    | /user/oauth/grants | `null`                                          | 404 | feature_disabled   | OAuth server is disabled
                    program | GET   | /admin/custom-providers | `null`                                     | 404 | feature_disabled   | Custom OAuth providers are disabled
                    nobody | POST   | /passkeys/authentication/options | {}                                | 404 | passkey_disabled   | Passkeys are disabled
                    program | GET   | /admin/users/00000000-0000-4000-8000-000000000000/passkeys | `null`  | 404 | passkey_disabled   | Passkeys are disabled
                    nobody | POST   | /sso     | {"domain":"example.org"}                                  | 404 | saml_provider_disabled | SAML 2.0 is disabled
                    nobody | GET    | /sso/saml/metadata | `null`                                          | 404 | saml_provider_disabled | SAML 2.0 is disabled
                    nobody | POST   | /token?grant_type=web3 | {"chain":"ethereum"}                        | 422 | web3_provider_disabled | Ethereum Web3 provider is disabled
                    nobody | POST   | /token?grant_type=web3 | {}                                          | 422 | web3_provider_disabled | Web3 provider is disabled
                    nobody | POST   | /token?grant_type=password | {"email":"a@example.org","phone":"491512345678","password":"x"} | 400 | validation_failed | Only an email address or phone number should be provided on login.
                    nobody | POST   | /token?grant_type=password | {"phone":"491512345678","password":"x"} | 400 | invalid_credentials | Invalid login credentials
                    nobody | POST   | /token?grant_type=pkce | {"auth_code":"","code_verifier":"x"}        | 400 | validation_failed  | invalid request: both auth code and code verifier should be non-empty
                    nobody | POST   | /token?grant_type=pkce | {"auth_code":"00000000-0000-4000-8000-000000000000","code_verifier":"x"} | 404 | flow_state_not_found | invalid flow state, no valid flow state found
                    nobody | POST   | /token   | {}                                                        | 400 | invalid_credentials | unsupported_grant_type
                    nobody | POST   | /token?grant_type=refresh_token | {"refresh_token":"x"}              | 400 | refresh_token_not_found | Invalid Refresh Token: Refresh Token Not Found
                    nobody | POST   | /token?grant_type=id_token | {"provider":"google","id_token":"x"}    | 400 | provider_disabled  | Provider (issuer "https://accounts.google.com") is not enabled
                    nobody | GET    | /authorize?provider=google | `null`                                  | 400 | validation_failed  | Unsupported provider: provider is not enabled
                    nobody | GET    | /authorize | `null`                                                  | 400 | validation_failed  | Unsupported provider: Provider  could not be found
                    nobody | POST   | /signup  | {"phone":"491512345678","password":"secret1","code_challenge":"x","code_challenge_method":"s256"} | 400 | validation_failed | PKCE not supported for phone signups
                    nobody | POST   | /signup  | {"email":"p@example.org","password":"secret1","code_challenge_method":"s256"} | 400 | validation_failed | PKCE flow requires code_challenge_method and code_challenge
                    nobody | POST   | /signup  | {"email":"p@example.org","password":"secret1","code_challenge":"0123456789012345678901234567890123456789 !!","code_challenge_method":"s256"} | 400 | validation_failed | code challenge can only contain alphanumeric characters, hyphens, periods, underscores and tildes
                    nobody | POST   | /signup  | {"email":"p@example.org","password":"secret1","code_challenge":"0123456789012345678901234567890123456789012","code_challenge_method":"s512"} | 400 | validation_failed | Invalid code_challenge_method
                    nobody | POST   | /signup  | {"email":"p@example.org","password":"1234567890123456789012345678901234567890123456789012345678901234567890123"} | 400 | validation_failed | Password cannot be longer than 72 characters
                    nobody | POST   | /otp     | {"email":"unknown@example.org","create_user":false}       | 422 | otp_disabled       | Signups not allowed for otp
                    nobody | POST   | /otp     | {"phone":"491599999999","create_user":false}              | 422 | otp_disabled       | Signups not allowed for otp
                    nobody | POST   | /verify  | {"type":"phone_change","token":"123456","phone":"abc"}    | 400 | validation_failed  | Invalid phone number format (E.164 required)
                    nobody | POST   | /verify  | {"type":"sms","token":"123456","phone":"491512345678"}    | 403 | otp_expired        | Token has expired or is invalid
                    nobody | POST   | /resend  | {"type":"sms","phone":"x"}                                | 400 | validation_failed  | Invalid phone number format (E.164 required)
                    nobody | POST   | /resend  | {"type":"signup","email":"nothing"}                       | 400 | validation_failed  | Unable to validate email address: invalid format
                    nobody | GET    | /nowhere | `null`                                                    | 404 | not_found          | 404 page not found
                    nobody | DELETE | /signup  | `null`                                                    | 405 | method_not_allowed | 405 method not allowed
                    nobody | POST   | /signup  | {"email":                                                 | 400 | bad_json           | Could not parse request body as JSON
                    """, nullValues = "null")
    void refuses(
            String who, String method, String path, @Nullable String body, int status, String code, String message) {
        refused(as(who, method, path, body), status, code, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/signup", "/otp", "/user"})
    void sendsTextMessagesOnly(String path) {
        String body = "{\"phone\":\"491512345678\",\"password\":\"secret2\",\"channel\":\"whatsapp\"}";

        refused(as("person", path.equals("/user") ? "PUT" : "POST", path, body), 400, "validation_failed", CHANNEL);
    }

    @Test
    void readsOneMegabyteAndNoMore() {
        String much = "x".repeat(1_100_000);

        refused(
                client.post("/signup", "{\"email\":\"" + much + "\"}"),
                413,
                "request_entity_too_large",
                "Request body is too large");
    }

    @Test
    void saysWhichAudienceItsTokensAreFor() {
        JsonNode session = person();

        var mars = server.get(
                "/auth/v1/user",
                "X-JWT-AUD",
                "mars",
                "Authorization",
                "Bearer " + session.path("access_token").asString(),
                "X-Supabase-Api-Version",
                "2024-01-01");

        refused(mars, 400, "validation_failed", "Token audience doesn't match request audience");
    }

    @Test
    void tellsASignedOutPersonFromOneWhoIsGone() {
        JsonNode session = person();
        client.send("DELETE", "/admin/users/" + session.at("/user/id").asString(), null, client.service());

        refused(
                client.send("GET", "/user", null, bearer(session)),
                403,
                "user_not_found",
                "User from sub claim in JWT does not exist");
        refused(
                client.post(
                        "/token?grant_type=refresh_token",
                        "{\"refresh_token\":\"" + session.path("refresh_token").asString() + "\"}"),
                400,
                "session_not_found",
                "Invalid Refresh Token: No Valid Session Found");
    }

    @Test
    void endsASessionForItsAgeAndForLackOfUse() {
        for (var end : List.of(
                List.of("idle_until = now()", "Invalid Refresh Token: Session Expired (Inactivity)"),
                List.of("not_after = now()", "Invalid Refresh Token: Session Expired"))) {
            JsonNode session = person();
            server.database()
                    .asOwner()
                    .sql("update auth.sessions set " + end.getFirst() + " - interval '1 second' where user_id = :user")
                    .param("user", UUID.fromString(session.at("/user/id").asString()))
                    .update();

            refused(
                    client.post(
                            "/token?grant_type=refresh_token",
                            "{\"refresh_token\":\""
                                    + session.path("refresh_token").asString() + "\"}"),
                    400,
                    "session_expired",
                    end.getLast());
        }
    }

    @ParameterizedTest
    @CsvSource({"global,403,403", "local,403,200", "others,200,403"})
    void signsOutByScope(String scope, int own, int other) {
        String email = UUID.randomUUID() + "@example.org";
        JsonNode here = client.signUp(email, "secret1");
        JsonNode there = json(client.signIn(email, "secret1"));

        assertThat(client.send("POST", "/logout?scope=" + scope, null, bearer(here))
                        .statusCode())
                .isEqualTo(204);

        assertThat(client.send("GET", "/user", null, bearer(here)).statusCode()).isEqualTo(own);
        assertThat(client.send("GET", "/user", null, bearer(there)).statusCode())
                .isEqualTo(other);
    }

    @Test
    void letsAProgramChooseAnyPasswordAndAPersonBeToldOfIt() {
        var made = as(
                "program",
                "POST",
                "/admin/users",
                "{\"email\":\"brought@example.org\",\"password\":\"12345\",\"email_confirm\":true}");

        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        JsonNode session = json(client.signIn("brought@example.org", "12345"));
        assertThat(session.at("/weak_password/reasons/0").asString()).isEqualTo("length");
        assertThat(session.at("/weak_password/message").asString())
                .isEqualTo("Password should be at least 6 characters.");
        refused(
                as("program", "PUT", "/admin/users/" + json(made).path("id").asString(), "{\"password\":\"123\"}"),
                422,
                "weak_password",
                "Password should be at least 6 characters.");
    }

    @Test
    void leavesAnAccountOfAProgramUnconfirmedUnlessItSaysOtherwise() {
        JsonNode made = json(as(
                "program",
                "POST",
                "/admin/users",
                "{\"email\":\"later@example.org\",\"password\":\"secret1\",\"user_metadata\":{\"a\":1}}"));

        assertThat(made.has("email_confirmed_at")).isFalse();
        assertThat(made.path("user_metadata").toString()).isEqualTo("{\"a\":1}");
        refused(client.signIn("later@example.org", "secret1"), 400, "email_not_confirmed", "Email not confirmed");
    }

    @Test
    void showsTheFactorsOfSomebodyAndRenamesThem() {
        JsonNode session = person();
        String user = session.at("/user/id").asString();
        String factor = json(client.send(
                        "POST", "/factors", "{\"factor_type\":\"totp\",\"friendly_name\":\"old\"}", bearer(session)))
                .path("id")
                .asString();

        JsonNode renamed = json(
                as("program", "PUT", "/admin/users/" + user + "/factors/" + factor, "{\"friendly_name\":\"new\"}"));

        assertThat(renamed.path("id").asString()).isEqualTo(factor);
        assertThat(renamed.path("friendly_name").asString()).isEqualTo("new");
        assertThat(json(as("program", "GET", "/admin/users/" + user + "/factors", null))
                        .at("/0/friendly_name")
                        .asString())
                .isEqualTo("new");
        refused(
                as("program", "PUT", "/admin/users/" + user + "/factors/abc", "{}"),
                404,
                "validation_failed",
                "factor_id must be an UUID");
        refused(
                as("program", "PUT", "/admin/users/" + user + "/factors/" + NOBODY, "{}"),
                404,
                "mfa_factor_not_found",
                "Factor not found");
    }

    @Test
    void showsTheAuditLogInPages() {
        JsonNode session = person();
        String user = session.at("/user/id").asString();
        UUID pseudonym = server.database()
                .asOwner()
                .sql("select pseudonym from atelier.pseudonyms where user_id = :user")
                .param("user", UUID.fromString(user))
                .query(UUID.class)
                .single();
        as("program", "DELETE", "/admin/users/" + user, null);

        var answer = as("program", "GET", "/admin/audit?query=action:user_deleted&per_page=1000", null);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        // Whoever is gone stands there by a pseudonym; other tests of this server remove people too.
        JsonNode entry = json(answer)
                .valueStream()
                .filter(row -> row.at("/payload/traits/subject").asString("").equals("user " + pseudonym))
                .findFirst()
                .orElseThrow();
        assertThat(entry.at("/payload/action").asString()).isEqualTo("user_deleted");
        assertThat(entry.at("/payload/log_type").asString()).isEqualTo("team");
        assertThat(entry.at("/payload/actor_username").asString()).isEqualTo("service_role");
        assertThat(entry.path("created_at").asString()).endsWith("Z");
        assertThat(entry.path("ip_address").asString()).isEqualTo("127.0.0.1");
        assertThat(answer.headers().firstValue("X-Total-Count")).isPresent();
        assertThat(answer.headers().firstValue("Link").orElseThrow()).contains("</admin/audit?page=", "rel=\"last\"");
        assertThat(json(as("program", "GET", "/admin/audit?query=type:factor", null))
                        .toString())
                .doesNotContain("user_deleted");
        assertThat(json(as("program", "GET", "/admin/audit?query=author:nobody-at-all", null)))
                .isEmpty();
        assertThat(json(as("program", "GET", "/admin/audit?query=action:nothing", null)))
                .isEmpty();
        assertThat(json(as("program", "GET", "/admin/audit?query=author:service", null)))
                .isNotEmpty();
    }

    @Test
    void namesEveryFlagInTheSettings() {
        JsonNode settings = json(server.get("/auth/v1/settings"));

        for (String flag : List.of(
                "disable_signup",
                "mailer_autoconfirm",
                "phone_autoconfirm",
                "saml_enabled",
                "saml_private_key_next_configured",
                "passkeys_enabled")) {
            assertThat(settings.path(flag).isBoolean()).as(flag).isTrue();
        }
        assertThat(settings.path("sms_provider").isString()).isTrue();
        for (String provider : GoTrueResource.PROVIDERS) {
            assertThat(settings.path("external").path(provider).isBoolean())
                    .as(provider)
                    .isTrue();
        }
        assertThat(settings.at("/external/anonymous_users").asBoolean()).isTrue();
        assertThat(settings.at("/external/phone").asBoolean()).isTrue();
    }

    @Test
    void keepsWhoWasInvitedFromWhoeverSignsUp() {
        String email = "invited@example.org";
        as("program", "POST", "/invite", "{\"email\":\"" + email + "\",\"data\":{\"team\":\"secret\"}}");

        var signedUp = client.post("/signup", "{\"email\":\"" + email + "\",\"password\":\"secret1\"}");

        assertThat(signedUp.body()).doesNotContain("secret\"", "identity_data");
    }

    @Test
    void readsAnOlderVersionAndAnUnreadableOne() {
        for (String version : List.of("2023-12-31", "soon")) {
            var answer = server.get("/auth/v1/user", "X-Supabase-Api-Version", version);

            assertThat(answer.headers().firstValue("X-Supabase-Api-Version")).isEmpty();
            assertThat(json(answer).path("code").asInt()).isEqualTo(401);
            assertThat(json(answer).path("error_code").asString()).isEqualTo("no_authorization");
            assertThat(json(answer).path("msg").asString()).isEqualTo("This endpoint requires a valid Bearer token");
        }
        var newer = server.get("/auth/v1/user", "X-Supabase-Api-Version", "2031-01-01");
        assertThat(newer.headers().firstValue("X-Supabase-Api-Version")).contains("2024-01-01");
        assertThat(json(newer).path("code").asString()).isEqualTo("no_authorization");
    }

    @Test
    void mergesMetadataOneLevelDeepAndDeletesByNull() {
        JsonNode session = person();
        client.send("PUT", "/user", "{\"data\":{\"keep\":1,\"deep\":{\"a\":1},\"drop\":2}}", bearer(session));

        JsonNode changed =
                json(client.send("PUT", "/user", "{\"data\":{\"deep\":{\"b\":2},\"drop\":null}}", bearer(session)));

        JsonNode data = changed.path("user_metadata");
        assertThat(data.path("keep").asInt()).isEqualTo(1);
        assertThat(data.path("deep").toString()).isEqualTo("{\"b\":2}");
        assertThat(data.has("drop")).isFalse();
    }

    @Test
    void signsInByNumberAndPassword() {
        JsonNode made = json(client.post("/signup", "{\"phone\":\"+49 15123450001\",\"password\":\"secret1\"}"));
        JsonNode session = json(
                client.post("/token?grant_type=password", "{\"phone\":\"+4915123450001\",\"password\":\"secret1\"}"));

        assertThat(made.at("/user/phone").asString()).isEqualTo("4915123450001");
        assertThat(made.at("/user/app_metadata/provider").asString()).isEqualTo("phone");
        assertThat(session.at("/user/id").asString())
                .isEqualTo(made.at("/user/id").asString());
        assertThat(session.at("/user/email").asString("missing")).isEmpty();
    }

    @Test
    void tellsTheClaimsOfAnAccessToken() {
        JsonNode session = person();
        JsonNode claims = Mailbox.claims(session);

        assertThat(claims.path("iss").asString()).endsWith("/auth/v1");
        assertThat(claims.path("aud").asString()).isEqualTo("authenticated");
        assertThat(claims.path("sub").asString())
                .isEqualTo(session.at("/user/id").asString());
        assertThat(claims.path("role").asString()).isEqualTo("authenticated");
        assertThat(claims.path("aal").asString()).isEqualTo("aal1");
        assertThat(claims.at("/amr/0/method").asString()).isEqualTo("password");
        assertThat(claims.path("phone").asString("missing")).isEmpty();
        assertThat(claims.path("is_anonymous").asBoolean(true)).isFalse();
        assertThat(claims.path("session_id").asString()).hasSize(36);
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(3_600);
        assertThat(JsonMapper.shared()
                        .readTree(java.util.Base64.getUrlDecoder()
                                .decode(session.path("access_token").asString().split("\\.", -1)[0]))
                        .path("typ")
                        .asString())
                .isEqualTo("JWT");
    }
}
