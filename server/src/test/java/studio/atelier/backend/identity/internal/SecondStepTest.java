package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.backend.identity.internal.Mailbox.bearer;
import static studio.atelier.backend.identity.internal.Mailbox.claims;
import static studio.atelier.backend.identity.internal.Mailbox.json;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// The studio opens to somebody with an authenticator only after a code from it (B86).
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_LIMITS=off"
})
class SecondStepTest {

    private static final String PASSWORD = "secret one";

    private final RunningServer server;
    private final Mailbox client;

    SecondStepTest(RunningServer server) {
        this.server = server;
        this.client = new Mailbox(server);
    }

    @Test
    void givesNoCookieAndNoTokenBeforeTheCode() {
        secured("ada@example.org");

        var half = signIn("ada@example.org", PASSWORD);

        assertThat(half.statusCode()).as(half.body()).isEqualTo(200);
        assertThat(half.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(data(half).has("user")).isFalse();
        assertThat(data(half).has("access_token")).isFalse();
        assertThat(data(half).at("/second_step/ticket").asString()).hasSizeGreaterThan(30);
        assertThat(data(half).at("/second_step/expires_in").asInt()).isBetween(60, 600);
        assertThat(data(half).at("/second_step/authenticators/0").asString()).isEqualTo("Phone");
        assertThat(sessionsOf("ada@example.org", "cookie_hash is not null")).isZero();
    }

    @Test
    void opensAfterTheCodeAtTheSecondLevel() {
        PhoneInHand phone = secured("bea@example.org");
        String ticket = ticket(signIn("bea@example.org", PASSWORD));

        var in = finish(ticket, phone.nextCode());

        assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
        assertThat(data(in).at("/user/email").asString()).isEqualTo("bea@example.org");
        assertThat(claims(data(in)).path("aal").asString()).isEqualTo("aal2");
        assertThat(claims(data(in)).at("/amr/0/method").asString()).isEqualTo("totp");
        assertThat(claims(data(in)).at("/amr/1/method").asString()).isEqualTo("password");
        String cookie = cookie(in);
        assertThat(data(server.get("/api/session", "Cookie", cookie))
                        .at("/user/email")
                        .asString())
                .isEqualTo("bea@example.org");
        JsonNode refreshed = data(server.post("/api/auth/refresh", "", ours(cookie)));
        assertThat(claims(refreshed).path("aal").asString()).isEqualTo("aal2");
        assertThat(finish(ticket, phone.nextCode()).body()).contains("identity.second_step_over");
    }

    @Test
    void nothingElseTakesTheTicket() {
        secured("cleo@example.org");
        String ticket = ticket(signIn("cleo@example.org", PASSWORD));

        assertThat(data(server.get("/api/session", "Cookie", "atelier_session=" + ticket))
                        .path("user")
                        .isNull())
                .isTrue();
        assertThat(server.get("/api/projects", "Cookie", "atelier_session=" + ticket)
                        .statusCode())
                .isEqualTo(401);
        assertThat(server.get("/api/projects", "Authorization", "Bearer " + ticket)
                        .statusCode())
                .isEqualTo(401);
        assertThat(server.post("/api/auth/refresh", "", ours("atelier_session=" + ticket))
                        .statusCode())
                .isEqualTo(401);
        assertThat(client.send("GET", "/user", null, "Authorization", "Bearer " + ticket)
                        .statusCode())
                .isEqualTo(403);
        assertThat(client.post("/token?grant_type=refresh_token", "{\"refresh_token\":\"" + ticket + "\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void opensByThePasswordAloneOnceAnAdministratorTookTheLostAuthenticatorAway() {
        secured("gil@example.org");
        String admin = data(server.post(
                        "/api/auth/signin", "{\"email\":\"owner@example.org\",\"password\":\"a long enough one\"}"))
                .path("access_token")
                .asString();
        JsonNode listed = data(server.get("/api/admin/users?q=gil@", "Authorization", "Bearer " + admin))
                .at("/users/0");
        String path = "/api/admin/users/" + listed.path("id").asString() + "/authenticators";

        assertThat(listed.path("authenticators").asInt()).isEqualTo(1);
        assertThat(server.send("DELETE", path, null).statusCode()).isEqualTo(401);
        var removed = server.send("DELETE", path, null, "Authorization", "Bearer " + admin);

        assertThat(data(removed).path("removed").asInt()).isEqualTo(1);
        var in = signIn("gil@example.org", PASSWORD);
        assertThat(claims(data(in)).path("aal").asString()).isEqualTo("aal1");
        String person = data(in).path("access_token").asString();
        assertThat(server.send("DELETE", path, null, "Authorization", "Bearer " + person)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void isBoundedInTries() {
        PhoneInHand phone = secured("dora@example.org");
        String ticket = ticket(signIn("dora@example.org", PASSWORD));

        for (int tries = 0; tries < SecondSteps.TRIES_MAX; tries++) {
            var wrong = finish(ticket, phone.wrongCode());
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.body()).contains("identity.code_wrong");
        }

        assertThat(finish(ticket, phone.nextCode()).body()).contains("identity.second_step_over");
        String next = ticket(signIn("dora@example.org", PASSWORD));
        assertThat(finish(next, phone.nextCode()).statusCode()).isEqualTo(200);
    }

    @Test
    void isBoundedOverAllTickets() {
        PhoneInHand phone = secured("elsa@example.org");
        for (int tries = 0; tries < Factors.WRONG_TRIES_MAX; tries++) {
            finish(ticket(signIn("elsa@example.org", PASSWORD)), phone.wrongCode());
        }

        var refused = finish(ticket(signIn("elsa@example.org", PASSWORD)), phone.nextCode());

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("identity.too_many_tries");
    }

    @Test
    void endsByItself() {
        PhoneInHand phone = secured("fay@example.org");
        String ticket = ticket(signIn("fay@example.org", PASSWORD));
        server.database()
                .asOwner()
                .sql("update auth.second_steps set created_at = created_at - interval '6 minutes'")
                .update();

        assertThat(finish(ticket, phone.nextCode()).body()).contains("identity.second_step_over");
        assertThat(finish("no ticket", phone.nextCode()).body()).contains("identity.second_step_over");
        assertThat(server.post("/api/auth/signin/code", "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void endsWithTheOtherSignIns() {
        PhoneInHand phone = secured("gia@example.org");
        String in = cookie(finish(ticket(signIn("gia@example.org", PASSWORD)), phone.nextCode()));
        String ticket = ticket(signIn("gia@example.org", PASSWORD));

        assertThat(server.post("/auth/v1/logout?scope=others", "{}", ours(in)).statusCode())
                .isEqualTo(204);

        assertThat(finish(ticket, phone.nextCode()).body()).contains("identity.second_step_over");
    }

    @Test
    void saysNothingOfTheFactorToAWrongPassword() {
        secured("hana@example.org");

        var wrong = signIn("hana@example.org", "not the one");
        var unknown = signIn("nobody@example.org", "not the one");

        assertThat(wrong.statusCode()).isEqualTo(400).isEqualTo(unknown.statusCode());
        assertThat(withoutRequestId(wrong.body())).isEqualTo(withoutRequestId(unknown.body()));
    }

    @Test
    void nobodyElsesCodeFits() {
        secured("ida@example.org");
        PhoneInHand strangers = secured("stranger@example.org");
        String ticket = ticket(signIn("ida@example.org", PASSWORD));

        assertThat(finish(ticket, strangers.nextCode()).body()).contains("identity.code_wrong");
        assertThat(server.post(
                                "/api/auth/signin/code",
                                "{\"ticket\":\"" + ticket + "\",\"code\":\"123456\"}",
                                "Origin",
                                "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aBlockedPersonIsNotLetInByTheCode() {
        PhoneInHand phone = secured("jana@example.org");
        String ticket = ticket(signIn("jana@example.org", PASSWORD));
        server.database()
                .asOwner()
                .sql("update auth.users set banned_until = now() + interval '1 day' where email = 'jana@example.org'")
                .update();

        assertThat(finish(ticket, phone.nextCode()).body()).contains("identity.user_banned");
    }

    @Test
    void aBrowserThatAddsAnAuthenticatorStaysAndTheOthersAreAsked() {
        client.signUp("kim@example.org", PASSWORD);
        String here = cookie(signIn("kim@example.org", PASSWORD));
        String there = cookie(signIn("kim@example.org", PASSWORD));
        JsonNode token = data(server.post("/api/auth/refresh", "", ours(here)));

        PhoneInHand.added(client, token);

        assertThat(data(server.get("/api/session", "Cookie", here))
                        .at("/user/email")
                        .asString())
                .isEqualTo("kim@example.org");
        assertThat(data(server.get("/api/session", "Cookie", there))
                        .path("user")
                        .isNull())
                .isTrue();
        assertThat(data(signIn("kim@example.org", PASSWORD)).has("second_step")).isTrue();
    }

    @Test
    void aCookieOfTheFirstLevelIsNobodysOnceThereIsAnAuthenticator() {
        secured("lea@example.org");
        PhoneInHand phone = secured("lou@example.org");
        String cookie = cookie(finish(ticket(signIn("lou@example.org", PASSWORD)), phone.nextCode()));

        // As two requests at the same moment could leave it: the sign-in began before the factor counted.
        server.database()
                .asOwner()
                .sql("update auth.sessions set aal = 'aal1' where cookie_hash is not null")
                .update();
        server.room(Recognition.class).forgetAll();

        assertThat(server.get("/api/projects", "Cookie", cookie).statusCode()).isEqualTo(401);
    }

    /// `/auth/v1` gives a token of the first level, because that is its contract; our own routes wait for the second.
    @Test
    void aTokenOfTheFirstLevelOpensNoneOfOurOwnRoutes() {
        PhoneInHand phone = secured("mia@example.org");
        JsonNode lower = json(client.signIn("mia@example.org", PASSWORD));

        for (String route : List.of("/api/projects", "/api/generations", "/api/access-keys", "/v1/models")) {
            var refused = server.get(route, bearer(lower));
            assertThat(refused.statusCode()).as(route + refused.body()).isEqualTo(403);
            assertThat(refused.body()).contains("second_step_required");
        }
        assertThat(client.send("GET", "/user", null, bearer(lower)).statusCode())
                .isEqualTo(200);

        var asked = server.post("/api/auth/refresh", "", own(lower));
        assertThat(asked.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(data(asked).has("access_token")).isFalse();
        var in = finish(ticket(asked), phone.nextCode());
        assertThat(claims(data(in)).path("session_id")).isEqualTo(claims(lower).path("session_id"));
        assertThat(server.get("/api/projects", "Cookie", cookie(in)).statusCode())
                .isEqualTo(200);
        assertThat(server.get("/api/projects", bearer(lower)).statusCode())
                .as("the same sign-in, raised")
                .isEqualTo(200);
    }

    @Test
    void aTokenGetsACookieOnlyOnOurOwnPages() {
        JsonNode session = client.signUp("nora@example.org", PASSWORD);

        var own = server.post("/api/auth/refresh", "", own(session));
        assertThat(data(own).at("/user/email").asString()).isEqualTo("nora@example.org");
        assertThat(data(server.get("/api/session", "Cookie", cookie(own)))
                        .at("/user/email")
                        .asString())
                .isEqualTo("nora@example.org");

        JsonNode program = json(client.signIn("nora@example.org", PASSWORD));
        assertThat(server.post("/api/auth/refresh", "", bearer(program))
                        .headers()
                        .firstValue("Set-Cookie"))
                .isEmpty();
        var foreign = server.post(
                "/api/auth/refresh", "", bearer(program)[0], bearer(program)[1], "Origin", "https://evil.example");
        assertThat(foreign.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(sessionsOf("nora@example.org", "cookie_hash is not null")).isEqualTo(1);
    }

    @Test
    void withoutItsLastAuthenticatorAnAccountOpensByPasswordAgain() {
        PhoneInHand phone = secured("olga@example.org");
        String in = cookie(finish(ticket(signIn("olga@example.org", PASSWORD)), phone.nextCode()));

        assertThat(server.send("DELETE", "/auth/v1/factors/" + phone.factorId(), null, ours(in))
                        .statusCode())
                .isEqualTo(200);

        assertThat(server.get("/api/projects", "Cookie", in).statusCode()).isEqualTo(200);
        assertThat(cookie(signIn("olga@example.org", PASSWORD))).startsWith("atelier_session=");
    }

    private PhoneInHand secured(String email) {
        return PhoneInHand.added(client, client.signUp(email, PASSWORD));
    }

    private HttpResponse<String> signIn(String email, String password) {
        return server.post(
                "/api/auth/signin",
                "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}",
                "Origin",
                server.url());
    }

    private HttpResponse<String> finish(String ticket, String code) {
        return server.post(
                "/api/auth/signin/code",
                "{\"ticket\":\"" + ticket + "\",\"code\":\"" + code + "\"}",
                "Origin",
                server.url());
    }

    private static String ticket(HttpResponse<String> half) {
        String ticket = data(half).at("/second_step/ticket").asString("");
        assertThat(ticket).as(half.body()).isNotEmpty();
        return ticket;
    }

    private long sessionsOf(String email, String condition) {
        return server.database()
                .asOwner()
                .sql("select count(*) from auth.sessions s join auth.users u on u.id = s.user_id where u.email = ? and "
                        + condition)
                .param(email)
                .query(Long.class)
                .single();
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    private String[] ours(String cookie) {
        return new String[] {"Cookie", cookie, "Origin", server.url()};
    }

    private String[] own(JsonNode session) {
        return new String[] {bearer(session)[0], bearer(session)[1], "Origin", server.url()};
    }

    private static JsonNode data(HttpResponse<String> answer) {
        return json(answer).path("data");
    }

    private static String withoutRequestId(String body) {
        return body.replaceAll("\"request_id\":\"[^\"]+\"", "");
    }
}
