package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.backend.identity.internal.Mailbox.bearer;
import static studio.atelier.backend.identity.internal.Mailbox.json;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// What people see and end of their own sign-ins.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=off",
    "ATELIER_AUTH_SEND_INTERVAL=1s",
    "ATELIER_LIMITS=off"
})
class SignInsTest {

    private static final String PASSWORD = "secret one";

    private final RunningServer server;
    private final Mailbox client;

    SignInsTest(RunningServer server) {
        this.server = server;
        this.client = new Mailbox(server);
    }

    @Test
    void showsWhenAndFromWhereAndMarksThisOne() {
        client.newPerson("ada@example.org", PASSWORD);
        String here = signIn("ada@example.org", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");

        JsonNode all = sessions(here);

        assertThat(all).hasSize(2);
        assertThat(all.get(0).path("current").asBoolean()).isTrue();
        assertThat(all.get(0).path("user_agent").asString()).contains("Firefox/140.0");
        assertThat(all.get(0).path("ip").asString()).isEqualTo("127.0.0.1");
        assertThat(all.get(0).path("aal").asString()).isEqualTo("aal1");
        assertThat(all.get(0).path("methods").toString()).isEqualTo("[\"password\"]");
        assertThat(all.get(0).path("created_at").asString()).endsWith("Z");
        assertThat(all.get(0).path("last_used_at").asString()).endsWith("Z");
        assertThat(all.get(1).path("current").asBoolean()).isFalse();
        assertThat(all.get(1).path("methods").toString()).isEqualTo("[\"otp\"]");
        assertThat(all.toString()).doesNotContain("cookie", "refresh");
    }

    @Test
    void endsOneAtOnce() {
        client.newPerson("bea@example.org", PASSWORD);
        String here = signIn("bea@example.org", "here");
        JsonNode there = json(client.signIn("bea@example.org", PASSWORD));
        JsonNode newest = sessions(here).get(0);
        assertThat(newest.path("current").asBoolean()).isFalse();

        assertThat(end(newest, here).statusCode()).isEqualTo(204);

        assertThat(server.get("/api/projects", bearer(there)).statusCode()).isEqualTo(401);
        assertThat(server.get("/api/projects", "Cookie", here).statusCode()).isEqualTo(200);
        assertThat(end(newest, here).body()).contains("identity.sign_in_not_found");
    }

    @Test
    void isNobodyElsesBusiness() {
        client.newPerson("cleo@example.org", PASSWORD);
        client.newPerson("eve@example.org", PASSWORD);
        String cleo = signIn("cleo@example.org", "here");
        String eve = signIn("eve@example.org", "there");

        for (JsonNode session : sessions(cleo)) {
            assertThat(end(session, eve).statusCode()).isEqualTo(404);
        }

        assertThat(sessions(cleo)).hasSize(2);
        assertThat(sessions(eve).toString())
                .doesNotContain(sessions(cleo).get(0).path("id").asString());
        assertThat(server.get("/api/account/sessions").statusCode()).isEqualTo(401);
        assertThat(server.send("DELETE", "/api/account/sessions/none", null, ours(eve))
                        .statusCode())
                .isEqualTo(404);
        assertThat(server.send("DELETE", "/api/account/email-change", null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void withdrawsAChangeOfAddressWithItsLinks() {
        client.newPerson("dora@example.org", PASSWORD);
        client.newPerson("eva@example.org", PASSWORD);
        String dora = signIn("dora@example.org", "here");
        assertThat(server.send("PUT", "/auth/v1/user", "{\"email\":\"new@example.org\"}", ours(dora))
                        .body())
                .contains("\"new_email\":\"new@example.org\"");
        String link = client.last("new@example.org").link();
        String eva = signIn("eva@example.org", "there");
        assertThat(server.send("DELETE", "/api/account/email-change", null, ours(eva))
                        .statusCode())
                .isEqualTo(204);
        assertThat(server.get("/auth/v1/user", "Cookie", dora).body()).contains("new@example.org");

        assertThat(server.send("DELETE", "/api/account/email-change", null, ours(dora))
                        .statusCode())
                .isEqualTo(204);

        assertThat(server.get("/auth/v1/user", "Cookie", dora).body()).doesNotContain("new@example.org");
        assertThat(server.get(link).headers().firstValue("Location").orElse("")).contains("error_code=otp_expired");
    }

    private JsonNode sessions(String cookie) {
        return json(server.get("/api/account/sessions", "Cookie", cookie)).at("/data/sessions");
    }

    private HttpResponse<String> end(JsonNode session, String cookie) {
        return server.send(
                "DELETE", "/api/account/sessions/" + session.path("id").asString(), null, ours(cookie));
    }

    private String signIn(String email, String agent) {
        return server.post(
                        "/api/auth/signin",
                        "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}",
                        "User-Agent",
                        agent)
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .split(";", 2)[0];
    }

    private String[] ours(String cookie) {
        return new String[] {"Cookie", cookie, "Origin", server.url()};
    }
}
