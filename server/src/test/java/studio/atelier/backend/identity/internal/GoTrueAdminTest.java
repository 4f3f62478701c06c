package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.backend.identity.internal.Mailbox.bearer;
import static studio.atelier.backend.identity.internal.Mailbox.json;
import static studio.atelier.backend.identity.internal.Mailbox.refused;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import studio.atelier.backend.identity.Identity;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// Accounts in the hands of a program with the secret key. Source: wire reference 2.13, 8.4.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=off",
    "ATELIER_AUTH_REDIRECTS=https://app.example.org/**",
    "ATELIER_LIMITS=off"
})
class GoTrueAdminTest {

    private final RunningServer server;
    private final Mailbox client;

    GoTrueAdminTest(RunningServer server) {
        this.server = server;
        this.client = new Mailbox(server);
    }

    @Test
    void makesShowsChangesAndDeletesSomebody() {
        JsonNode made =
                json(create("{\"email\":\"Made@example.org\",\"password\":\"secret1\",\"user_metadata\":{\"a\":1},"
                        + "\"app_metadata\":{\"plan\":\"gold\"}}"));
        assertThat(made.path("email").asString()).isEqualTo("made@example.org");
        assertThat(made.has("email_confirmed_at"))
                .as("stays unconfirmed even with auto-confirm")
                .isFalse();
        assertThat(made.path("user_metadata").toString()).isEqualTo("{\"a\":1}");
        assertThat(made.at("/app_metadata/plan").asString()).isEqualTo("gold");
        assertThat(made.at("/app_metadata/providers/0").asString()).isEqualTo("email");
        String path = "/admin/users/" + made.path("id").asString();

        assertThat(json(as("GET", path, null)).path("id")).isEqualTo(made.path("id"));
        JsonNode changed = json(as(
                "PUT",
                path,
                "{\"email\":\"other@example.org\",\"email_confirm\":true,\"user_metadata\":{\"a\":null,\"b\":2},"
                        + "\"app_metadata\":{\"plan\":null},\"phone\":\"+49301\",\"phone_confirm\":true}"));
        assertThat(changed.path("email").asString()).isEqualTo("other@example.org");
        assertThat(changed.path("phone").asString()).isEqualTo("49301");
        assertThat(changed.path("email_confirmed_at").asString()).endsWith("Z");
        assertThat(changed.at("/user_metadata/b").asInt()).isEqualTo(2);
        assertThat(changed.path("user_metadata").has("a")).isFalse();
        assertThat(changed.path("app_metadata").has("plan")).isFalse();
        assertThat(changed.path("identities")).hasSize(2);
        assertThat(client.signIn("other@example.org", "secret1").statusCode()).isEqualTo(200);

        assertThat(as("DELETE", path, "{\"should_soft_delete\":false}").body()).isEqualTo("{}");
        refused(as("GET", path, null), 404, "user_not_found", "User not found");
    }

    @Test
    void keepsTheRowOfSomebodyDeletedSoftly() {
        JsonNode made =
                json(create("{\"email\":\"soft@example.org\",\"email_confirm\":true,\"password\":\"secret1\"}"));
        JsonNode session = json(client.signIn("soft@example.org", "secret1"));

        as("DELETE", "/admin/users/" + made.path("id").asString(), "{\"should_soft_delete\":true}");

        assertThat(client.send("GET", "/user", null, bearer(session)).body()).contains("session_not_found");
        assertThat(client.signIn("soft@example.org", "secret1").statusCode()).isEqualTo(400);
        String row = server.database()
                .asOwner()
                .sql("select cast(to_jsonb(u) as text) from auth.users u where id = cast(:id as uuid)")
                .param("id", made.path("id").asString())
                .query(String.class)
                .single();
        assertThat(row).doesNotContain("soft@example.org").contains("deleted_at");
    }

    @Test
    void bansAndLetsBackIn() {
        JsonNode made = json(create("{\"email\":\"ban@example.org\",\"email_confirm\":true,\"password\":\"secret1\"}"));
        JsonNode session = json(client.signIn("ban@example.org", "secret1"));
        String path = "/admin/users/" + made.path("id").asString();

        JsonNode banned = json(as("PUT", path, "{\"ban_duration\":\"24h\"}"));

        assertThat(banned.path("banned_until").asString()).endsWith("Z");
        refused(client.send("GET", "/user", null, bearer(session)), 403, "user_banned", "User is banned");
        refused(client.signIn("ban@example.org", "secret1"), 400, "user_banned", "User is banned");
        assertThat(server.get("/api/projects", bearer(session)).statusCode()).isEqualTo(403);
        JsonNode free = json(as("PUT", path, "{\"ban_duration\":\"none\"}"));
        assertThat(free.has("banned_until")).isFalse();
        assertThat(client.send("GET", "/user", null, bearer(session)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesIdsAndHashesMadeElsewhere() {
        UUID id = UUID.randomUUID();
        String hash = new BCryptPasswordEncoder(4).encode("from afar");
        JsonNode made = json(create("{\"id\":\"" + id + "\",\"email\":\"moved@example.org\",\"email_confirm\":true,"
                + "\"password_hash\":\"" + hash + "\"}"));

        assertThat(made.path("id").asString()).isEqualTo(id.toString());
        assertThat(client.signIn("moved@example.org", "from afar").statusCode()).isEqualTo(200);
        assertThat(server.database()
                        .asOwner()
                        .sql("select encrypted_password from auth.users where email = 'moved@example.org'")
                        .query(String.class)
                        .single())
                .startsWith("$argon2id$");
    }

    @Test
    void pagesThroughEverybodyNewestFirst() {
        for (int person = 0; person < 5; person++) {
            create("{\"email\":\"page" + person + "@example.org\"}");
        }

        var first = as("GET", "/admin/users?page=1&per_page=2&filter=page", null);
        var last = as("GET", "/admin/users?page=3&per_page=2&filter=page", null);
        var plain = as("GET", "/admin/users?page=&per_page=", null);
        var oldest = as("GET", "/admin/users?per_page=1&filter=page&sort=created_at%20asc", null);

        assertThat(json(first).path("aud").asString()).isEqualTo("authenticated");
        assertThat(json(first).at("/users/0/email").asString()).isEqualTo("page4@example.org");
        assertThat(first.headers().firstValue("X-Total-Count")).contains("5");
        assertThat(first.headers().firstValue("Link"))
                .contains(
                        "</admin/users?page=2&per_page=2>; rel=\"next\", </admin/users?page=3&per_page=2>; rel=\"last\"");
        assertThat(json(last).path("users")).hasSize(1);
        assertThat(last.headers().firstValue("Link")).contains("</admin/users?page=3&per_page=2>; rel=\"last\"");
        assertThat(json(plain).path("users")).hasSizeGreaterThan(5);
        assertThat(json(oldest).at("/users/0/email").asString()).isEqualTo("page0@example.org");
    }

    @Test
    void invitesByMailWhereSignUpIsOff() {
        JsonNode invited = json(as(
                "POST",
                "/invite?redirect_to=https://app.example.org/join",
                "{\"email\":\"guest@example.org\",\"data\":{\"team\":\"red\"}}"));
        assertThat(invited.path("invited_at").asString()).endsWith("Z");
        assertThat(invited.path("user_metadata").toString()).isEqualTo("{\"team\":\"red\"}");

        String place = server.get(client.last("guest@example.org").link())
                .headers()
                .firstValue("Location")
                .orElseThrow();

        assertThat(place)
                .startsWith("https://app.example.org/join#access_token=")
                .contains("type=invite");
        refused(
                as("POST", "/invite", "{\"email\":\"guest@example.org\"}"),
                422,
                "email_exists",
                "A user with this email address has already been registered");
    }

    @ParameterizedTest
    @CsvSource({"signup,signup", "invite,invite", "magiclink,signup"})
    void makesLinksForNewcomersAndSendsNothing(String type, String verification) {
        String email = "link-" + type + "@example.org";
        JsonNode link = json(
                as(
                        "POST",
                        "/admin/generate_link",
                        "{\"type\":\"" + type + "\",\"email\":\"" + email
                                + "\",\"password\":\"secret1\",\"data\":{\"k\":1},\"redirect_to\":\"https://app.example.org/x\"}"));

        assertThat(link.path("verification_type").asString()).isEqualTo(verification);
        assertThat(link.path("redirect_to").asString()).isEqualTo("https://app.example.org/x");
        assertThat(link.path("email").asString()).isEqualTo(email);
        assertThat(link.path("user_metadata").toString()).isEqualTo("{\"k\":1}");
        assertThat(link.path("email_otp").asString()).matches("\\d{6}");
        assertThat(link.path("action_link").asString())
                .contains("/auth/v1/verify?token=" + link.path("hashed_token").asString() + "&type=" + verification)
                .endsWith("&redirect_to=https://app.example.org/x");
        assertThat(client.to(email)).isEmpty();
        bearer(json(client.post(
                "/verify",
                "{\"type\":\"" + verification + "\",\"token_hash\":\""
                        + link.path("hashed_token").asString() + "\"}")));
    }

    @Test
    void makesLinksForThoseWhoAreThere() {
        create("{\"email\":\"there@example.org\",\"email_confirm\":true}");
        JsonNode recovery = link("recovery", "there@example.org", "");
        bearer(client.verify(
                "recovery",
                "email",
                "there@example.org",
                recovery.path("email_otp").asString()));
        JsonNode current = link("email_change_current", "there@example.org", "next@example.org");
        JsonNode next = link("email_change_new", "there@example.org", "next@example.org");
        client.verify(
                "email_change",
                "email",
                "there@example.org",
                current.path("email_otp").asString());
        JsonNode whole = client.verify(
                "email_change",
                "email",
                "next@example.org",
                next.path("email_otp").asString());

        assertThat(whole.at("/user/email").asString()).isEqualTo("next@example.org");
        refused(
                as("POST", "/admin/generate_link", "{\"type\":\"recovery\",\"email\":\"who@example.org\"}"),
                404,
                "user_not_found",
                "User with this email not found");
    }

    private JsonNode link(String type, String email, String next) {
        return json(as(
                "POST",
                "/admin/generate_link",
                "{\"type\":\"" + type + "\",\"email\":\"" + email + "\",\"new_email\":\"" + next + "\"}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    POST   | /admin/users               | {}                                                     | 400 | validation_failed | Cannot create a user without either an email or phone
                    POST   | /admin/users               | {"email":"nothing"}                                    | 400 | validation_failed | Unable to validate email address: invalid format
                    POST   | /admin/users               | {"email":"owner@example.org"}                          | 422 | email_exists      | A user with this email address has already been registered
                    POST   | /admin/users               | {"email":"a@example.org","password":"secret1","password_hash":"x"} | 400 | validation_failed | Only a password or a password hash should be provided
                    POST   | /admin/users               | {"email":"a@example.org","id":"1"}                     | 400 | validation_failed | ID must conform to the uuid v4 format
                    POST   | /admin/users               | {"email":"a@example.org","ban_duration":"soon"}        | 400 | validation_failed | invalid format for ban duration: time: invalid duration "soon"
                    GET    | /admin/users?page=-1       |                                                        | 400 | validation_failed | Bad Pagination Parameters: strconv.ParseUint: parsing "-1": invalid syntax
                    GET    | /admin/users?sort=email    |                                                        | 400 | validation_failed | Bad Sort Parameters: bad field for sort 'email'
                    GET    | /admin/users/abc           |                                                        | 404 | validation_failed | user_id must be an UUID
                    GET    | /admin/users/00000000-0000-4000-8000-000000000000 |                                 | 404 | user_not_found    | User not found
                    POST   | /admin/generate_link       | {"type":"mars","email":"owner@example.org"}            | 400 | validation_failed | Invalid email action link type requested: mars
                    POST   | /admin/generate_link       | {"type":"signup","email":"b@example.org"}              | 400 | validation_failed | Signup requires a valid password
                    POST   | /admin/generate_link       | {"type":"signup","email":"owner@example.org","password":"secret1"} | 422 | email_exists | A user with this email address has already been registered
                    POST   | /invite                    | {"email":"nothing"}                                    | 400 | validation_failed | Unable to validate email address: invalid format
                    POST   | /sso                       | {"domain":"example.org"}                               | 404 | saml_provider_disabled | SAML 2.0 is disabled
                    GET    | /passkeys                  |                                                        | 404 | passkey_disabled  | Passkeys are disabled
                    GET    | /admin/oauth/clients       |                                                        | 404 | feature_disabled  | OAuth server is disabled
                    """)
    void refusesWhatIsWrong(
            String method,
            String path,
            @org.jspecify.annotations.Nullable String body,
            int status,
            String code,
            String message) {
        refused(as(method, path, body), status, code, message);
    }

    @Test
    void isForTheSecretKeyOnly() {
        JsonNode owner = json(client.signIn(Mailbox.OWNER, Mailbox.OWNER_PASSWORD));

        refused(
                client.send("GET", "/admin/users", null),
                401,
                "no_authorization",
                "This endpoint requires a valid Bearer token");
        refused(client.send("GET", "/admin/users", null, bearer(owner)), 403, "not_admin", "User not allowed");
        refused(
                client.send("POST", "/invite", "{\"email\":\"x@example.org\"}", bearer(owner)),
                403,
                "not_admin",
                "User not allowed");
    }

    @Test
    void takesKeysInTheNewerForm() {
        var keys = server.room(Identity.class).projectKeys();
        String secret = keys.secret().reveal();

        var list = server.get("/auth/v1/admin/users", "apikey", secret, "Authorization", "Bearer " + secret);
        var settings = server.get(
                "/auth/v1/settings", "apikey", keys.publishable(), "Authorization", "Bearer " + keys.publishable());
        var wrong = server.get("/auth/v1/settings", "apikey", "sb_secret_wrong");

        assertThat(secret).startsWith("sb_secret_");
        assertThat(keys.publishable()).startsWith("sb_publishable_");
        assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
        assertThat(settings.statusCode()).isEqualTo(200);
        assertThat(wrong.statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"24h,86400000", "300ms,300", "1h30m,5400000", "1.5s,1500", "0,0"})
    void readsDurations(String text, long millis) {
        assertThat(GoDuration.parse(text)).contains(Duration.ofMillis(millis));
        assertThat(GoDuration.parse(text + "x")).isEmpty();
    }

    private HttpResponse<String> create(String body) {
        return as("POST", "/admin/users", body);
    }

    private HttpResponse<String> as(String method, String path, @org.jspecify.annotations.Nullable String body) {
        return client.send(method, path, body, client.service());
    }
}
