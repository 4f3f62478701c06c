package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.backend.identity.internal.Mailbox.json;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;

/// Links that open the studio without a password, asked for on our own pages.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=off",
    "ATELIER_AUTH_SEND_INTERVAL=1s",
    "ATELIER_LIMITS=off"
})
class MagicLinkTest {

    private final RunningServer server;
    private final Mailbox client;

    MagicLinkTest(RunningServer server) {
        this.server = server;
        this.client = new Mailbox(server);
    }

    @Test
    void opensTheStudioOnce() {
        client.newPerson("ada@example.org", "secret one");

        assertThat(ask("Ada@Example.org").statusCode()).isEqualTo(202);

        Mailbox.Letter letter = client.last("ada@example.org");
        assertThat(letter.kind()).isEqualTo("magiclink");
        String landing =
                server.get(letter.link()).headers().firstValue("Location").orElse("");
        assertThat(landing).startsWith(server.url() + "/from-mail#").contains("type=magiclink");
        String token = landing.replaceFirst(".*access_token=([^&]+).*", "$1");
        var in = server.post("/api/auth/refresh", "", "Authorization", "Bearer " + token, "Origin", server.url());
        String cookie = in.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        assertThat(server.get("/api/session", "Cookie", cookie).body()).contains("ada@example.org");
        assertThat(server.get(letter.link()).headers().firstValue("Location").orElse(""))
                .contains("error_code=otp_expired");
    }

    @Test
    void opensByItsCodeOnlyForItsAddress() {
        client.newPerson("bea@example.org", "secret one");
        client.newPerson("eve@example.org", "secret one");
        ask("bea@example.org");
        String code = client.last("bea@example.org").code();

        assertThat(client.verify("email", "email", "eve@example.org", code)
                        .path("code")
                        .asString())
                .isEqualTo("otp_expired");
        assertThat(client.verify("email", "email", "bea@example.org", code)
                        .at("/user/email")
                        .asString())
                .isEqualTo("bea@example.org");
    }

    @Test
    void answersTheSameWhereNobodyIs() {
        client.newPerson("cleo@example.org", "secret one");

        var known = ask("cleo@example.org");
        var unknown = ask("nobody@example.org");

        assertThat(unknown.statusCode()).isEqualTo(known.statusCode()).isEqualTo(202);
        assertThat(json(unknown).path("data")).isEqualTo(json(known).path("data"));
        assertThat(client.to("nobody@example.org")).isEmpty();
        assertThat(ask("no address").body()).contains("\"pointer\":\"/email\"");
    }

    @Test
    void confirmsAnAddressThatNeverWas() {
        client.signUp("dora@example.org", "secret one");

        ask("dora@example.org");

        assertThat(client.last("dora@example.org").kind()).isEqualTo("signup");
    }

    private HttpResponse<String> ask(String email) {
        return server.post("/api/auth/link", "{\"email\":\"" + email + "\"}", "Origin", server.url());
    }
}
