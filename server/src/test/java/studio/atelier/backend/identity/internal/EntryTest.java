package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import studio.atelier.backend.identity.Identity;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// From an empty server to people with keys, in the order in which it happens.
@WithServer({"ATELIER_LIMITS=off"})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EntryTest {

    private static final String PASSWORD = "a long enough one";

    private final RunningServer server;

    EntryTest(RunningServer server) {
        this.server = server;
    }

    @Test
    @Order(1)
    void asksForSetUpFirst() {
        JsonNode session = data(server.get("/api/session"));

        assertThat(session.path("setup_required").asBoolean()).isTrue();
        assertThat(session.path("signup_enabled").asBoolean()).isFalse();
        assertThat(session.path("user").isNull()).isTrue();
        assertThat(server.post("/api/auth/signup", person("early@example.org")).statusCode())
                .isEqualTo(403);
        assertThat(server.post("/auth/v1/signup", person("early@example.org")).body())
                .contains("signup_disabled", "Signups not allowed for this instance");
    }

    @Test
    @Order(1)
    void handsWhoeverComesBackFromAnotherIssuerToThePageThatHasTheVerifier() {
        var back = server.get("/api/auth/callback?code=a%20b%26c&state=ignored");
        var refused = server.get("/api/auth/callback?error=access_denied&error_code=x&error_description=No%20%23way");

        assertThat(back.statusCode()).isEqualTo(303);
        assertThat(back.headers().firstValue("Location")).contains("/from-provider?code=a%20b%26c");
        assertThat(refused.headers().firstValue("Location"))
                .contains("/from-provider?error=access_denied&error_code=x&error_description=No%20%23way");
        assertThat(server.get("/api/auth/callback").statusCode()).isEqualTo(422);
    }

    /// Not built, and said as a project says it that has switched it off.
    @Test
    @Order(1)
    void saysInItsOwnWordsThatThereIsNoGraphQl() {
        String anon = server.room(Identity.class).projectKeys().anon();

        assertThat(server.post("/graphql/v1", "{\"query\":\"{ __typename }\"}").statusCode())
                .isEqualTo(401);
        var off = server.send("POST", "/graphql/v1", "{\"query\":\"{ __typename }\"}", "apikey", anon);
        assertThat(off.statusCode()).isEqualTo(200);
        assertThat(off.body()).isEqualTo("{\"errors\":[{\"message\":\"pg_graphql extension is not enabled.\"}]}");
    }

    @Test
    @Order(2)
    void refusesAWrongSetUpCodeAndThenEveryTryForAWhile() {
        List<Integer> answers = new ArrayList<>();
        for (int at = 0; at <= FirstPerson.TRIES_MAX; at++) {
            answers.add(setUp("0000-0000-0000-0000").statusCode());
        }

        assertThat(answers.subList(0, FirstPerson.TRIES_MAX)).containsOnly(403);
        assertThat(answers.getLast()).isEqualTo(429);
        server.database()
                .asOwner()
                .sql("update auth.instance set setup_tries = 0")
                .update();
    }

    @Test
    @Order(3)
    void makesTheFirstPersonAnAdministratorOnce() {
        String code = server.room(Identity.class).setupCode().orElseThrow().reveal();
        assertThat(server.post(
                                "/api/auth/setup",
                                "{\"code\":\"" + code + "\",\"email\":\"nobody\",\"password\":\"short\"}")
                        .body())
                .contains("\"pointer\":\"/email\"", "\"pointer\":\"/password\"", "\"status\":422");

        HttpResponse<String> done = setUp(code.toLowerCase(java.util.Locale.ROOT));

        assertThat(done.statusCode()).as(done.body()).isEqualTo(201);
        assertThat(data(done).path("user").path("is_admin").asBoolean()).isTrue();
        assertThat(done.headers().firstValue("Set-Cookie").orElse(""))
                .startsWith("atelier_session=")
                .contains("HttpOnly", "SameSite=Lax", "Path=/")
                .doesNotContain("Secure");
        assertThat(setUp(code).statusCode()).isEqualTo(409);
        assertThat(server.room(Identity.class).setupCode()).isEmpty();
        assertThat(count("select count(*) from atelier.events where type like 'identity.user_signed_up%'"))
                .isEqualTo(1);
        assertThat(data(server.get("/api/session")).path("setup_required").asBoolean())
                .isFalse();
    }

    @Test
    @Order(4)
    void keepsSignUpOffUntilAnAdministratorOpensIt() {
        assertThat(server.post("/api/auth/signup", person("bob@example.org")).body())
                .contains("identity.signup_disabled");
        String cookie = owner();

        var opened = server.send("PUT", "/api/admin/settings", "{\"signup_enabled\":true}", ours(cookie));
        var bob = server.post("/api/auth/signup", person("Bob@Example.org"));

        assertThat(opened.body()).contains("\"signup_enabled\":true");
        assertThat(bob.statusCode()).as(bob.body()).isEqualTo(201);
        assertThat(data(bob).path("user").path("is_admin").asBoolean()).isFalse();
        assertThat(server.post("/api/auth/signup", person("bob@example.org")).statusCode())
                .isEqualTo(409);
        assertThat(server.post("/auth/v1/signup", person("bob@example.org")).body())
                .contains("user_already_exists", "User already registered");
    }

    @Test
    @Order(5)
    void answersTheSameToAWrongPasswordAndAnUnknownAddress() {
        var wrong = server.post("/api/auth/signin", "{\"email\":\"bob@example.org\",\"password\":\"wrong one\"}");
        var unknown = server.post("/api/auth/signin", "{\"email\":\"eve@example.org\",\"password\":\"wrong one\"}");

        assertThat(wrong.statusCode()).isEqualTo(400).isEqualTo(unknown.statusCode());
        assertThat(withoutRequestId(wrong.body())).isEqualTo(withoutRequestId(unknown.body()));
        assertThat(wrong.body()).contains("identity.invalid_credentials");
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    @Order(6)
    void takesUnsafeRequestsByCookieOnlyFromItsOwnPages() {
        String cookie = cookie(signIn("bob@example.org"));
        String body = "{\"name\":\"from a page\"}";

        assertThat(server.post("/api/access-keys", body, "Cookie", cookie).body())
                .contains("http.origin_refused");
        assertThat(server.post("/api/access-keys", body, "Cookie", cookie, "Origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.post("/api/access-keys", body, "Cookie", cookie, "Origin", "null")
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.post("/api/access-keys", body, ours(cookie)).statusCode())
                .isEqualTo(201);
        assertThat(server.get("/api/access-keys", "Cookie", cookie).statusCode())
                .isEqualTo(200);
        assertThat(server.post("/api/auth/signin", person("bob@example.org"), "Origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    @Order(7)
    void showsAnAccessKeyOnceAndEndsItAtOnce() {
        String cookie = cookie(signIn("bob@example.org"));
        JsonNode made = data(server.post("/api/access-keys", "{\"name\":\"ci\",\"expires_in_days\":30}", ours(cookie)));
        String key = made.path("key").asString();

        assertThat(key).matches("atl_[0-9a-z]{40}");
        assertThat(made.path("prefix").asString()).isEqualTo(key.substring(0, 8));
        var session = server.get("/api/session", "Authorization", "Bearer " + key);
        assertThat(data(session).path("user").path("email").asString()).isEqualTo("bob@example.org");
        var list = server.get("/api/access-keys", "Authorization", "Bearer " + key);
        assertThat(list.body()).contains(made.path("id").asString()).doesNotContain(key);
        assertThat(server.database()
                        .asOwner()
                        .sql("select string_agg(cast(to_jsonb(k) as text), '') from atelier.access_keys k")
                        .query(String.class)
                        .single())
                .doesNotContain(key.substring(12, 30));

        var revoked =
                server.send("DELETE", "/api/access-keys/" + made.path("id").asString(), null, ours(cookie));

        assertThat(revoked.statusCode()).isEqualTo(204);
        assertThat(server.get("/api/session", "Authorization", "Bearer " + key).body())
                .contains("identity.access_key_invalid");
        assertThat(server.get("/api/session", "Authorization", "Bearer atl_" + "0".repeat(40))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    @Order(8)
    void givesNobodyTheKeysOfSomebodyElse() {
        String bobs = cookie(signIn("bob@example.org"));
        String owners = owner();
        String id = data(server.post("/api/access-keys", "{\"name\":\"mine\"}", ours(bobs)))
                .path("id")
                .asString();

        assertThat(server.get("/api/access-keys", "Cookie", owners).body()).doesNotContain(id);
        assertThat(server.send("DELETE", "/api/access-keys/" + id, null, ours(owners))
                        .statusCode())
                .isEqualTo(404);
        assertThat(server.get("/api/access-keys", "Cookie", bobs).body()).contains(id);
    }

    @Test
    @Order(9)
    void opensTheAdministratorsRoomsToAdministratorsOnly() {
        String bobs = cookie(signIn("bob@example.org"));
        String owners = owner();

        for (String path :
                List.of("/api/admin/users", "/api/admin/settings", "/api/admin/audit", "/api/project-keys")) {
            assertThat(server.get(path).statusCode()).as(path).isEqualTo(401);
            assertThat(server.get(path, "Cookie", bobs).body()).as(path).contains("http.admin_required");
            assertThat(server.get(path, "Cookie", owners).statusCode()).as(path).isEqualTo(200);
        }
    }

    @Test
    @Order(10)
    void writesAnAuditLogWithoutSecrets() {
        String owners = owner();
        String made = server.post(
                        "/api/admin/users",
                        "{\"email\":\"carol@example.org\",\"password\":\"carols own password\",\"is_admin\":true}",
                        ours(owners))
                .body();
        assertThat(made).contains("\"is_admin\":true");

        var log = server.get("/api/admin/audit?limit=100", "Cookie", owners);

        assertThat(log.body())
                .contains(
                        "identity.user_created",
                        "identity.signup_switched",
                        "identity.access_key_revoked",
                        "\"actor\":\"owner@example.org\"",
                        "\"ip\":\"127.0.0.1\"")
                .doesNotContain("carols own password", "atl_");
        JsonNode page = data(server.get("/api/admin/audit?limit=1", "Cookie", owners));
        JsonNode next = data(server.get(
                "/api/admin/audit?limit=1&cursor=" + page.path("next_cursor").asString(), "Cookie", owners));
        assertThat(next.at("/entries/0/id")).isNotEqualTo(page.at("/entries/0/id"));
    }

    @Test
    @Order(11)
    void findsPeoplePageByPage() {
        String owners = owner();

        JsonNode found = data(server.get("/api/admin/users?q=BOB", "Cookie", owners));
        JsonNode first = data(server.get("/api/admin/users?limit=1", "Cookie", owners));
        JsonNode second = data(server.get(
                "/api/admin/users?limit=1&cursor=" + first.path("next_cursor").asString(), "Cookie", owners));

        assertThat(found.path("users")).hasSize(1);
        assertThat(first.at("/users/0/email").asString()).isEqualTo("carol@example.org");
        assertThat(second.at("/users/0/email").asString()).isEqualTo("bob@example.org");
        assertThat(server.get("/api/admin/users?limit=many", "Cookie", owners).body())
                .contains("http.parameter_invalid", "?limit");
    }

    @Test
    @Order(12)
    void signsOutAtOnceAndForgetsTheCookie() {
        var signedIn = signIn("bob@example.org");
        String cookie = cookie(signedIn);
        JsonNode refreshed = data(server.post("/api/auth/refresh", "", ours(cookie)));
        assertThat(refreshed.path("access_token").asString()).startsWith("eyJ");

        var out = server.post("/api/auth/signout", "", ours(cookie));

        assertThat(out.statusCode()).isEqualTo(200);
        assertThat(out.headers().firstValue("Set-Cookie").orElse("")).contains("atelier_session=;", "Max-Age=0");
        assertThat(data(server.get("/api/session", "Cookie", cookie))
                        .path("user")
                        .isNull())
                .isTrue();
        assertThat(server.post("/api/auth/refresh", "", ours(cookie)).statusCode())
                .isEqualTo(401);
    }

    @Test
    @Order(13)
    void rehashesAnOldPasswordAtTheNextSignIn() {
        String bcrypt = new org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder(4).encode(PASSWORD);
        server.database()
                .asOwner()
                .sql("update auth.users set encrypted_password = ? where email = 'bob@example.org'")
                .param(bcrypt)
                .update();

        assertThat(signIn("bob@example.org").statusCode()).isEqualTo(200);

        assertThat(count("select count(*) from auth.users where email = 'bob@example.org'"
                        + " and encrypted_password like '$argon2id$%'"))
                .isEqualTo(1);
    }

    /// The servers of these tests hash at a lower cost ([QuickHashesWiring]).
    @Test
    @Order(14)
    void wiresHashesOfTheFullCost() {
        PasswordHashes wired = server.rooms().getBean("passwordHashes", PasswordHashes.class);

        assertThat(wired.hash("correct horse")).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    private HttpResponse<String> setUp(String code) {
        return server.post(
                "/api/auth/setup",
                "{\"code\":\"" + code + "\",\"email\":\"owner@example.org\",\"password\":\"" + PASSWORD + "\"}");
    }

    private static String person(String email) {
        return "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}";
    }

    private HttpResponse<String> signIn(String email) {
        return server.post("/api/auth/signin", person(email));
    }

    private String owner() {
        return cookie(signIn("owner@example.org"));
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    /// As the studio's own page sends it.
    private String[] ours(String cookie) {
        return new String[] {"Cookie", cookie, "Origin", server.url()};
    }

    private static JsonNode data(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body()).path("data");
    }

    private long count(String sql) {
        return server.database().asOwner().sql(sql).query(Long.class).single();
    }

    private static String withoutRequestId(String body) {
        return body.replaceAll("\"request_id\":\"[^\"]+\"", "");
    }
}
