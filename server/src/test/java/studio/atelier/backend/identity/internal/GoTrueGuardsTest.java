package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.backend.identity.internal.Mailbox.json;
import static studio.atelier.backend.identity.internal.Mailbox.refused;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import studio.atelier.testkit.RunningServer;

/// How often a message may be asked for, who tells people from programs, and what the time of an answer tells.
class GoTrueGuardsTest {

    private static final List<String> asked = new CopyOnWriteArrayList<>();
    private static HttpServer challenges;
    private static RunningServer server;
    private static Mailbox client;

    @BeforeAll
    static void start() throws Exception {
        challenges = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        challenges.createContext("/", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            asked.add(form);
            byte[] said = ("{\"success\":" + form.contains("response=solved") + "}").getBytes(UTF_8);
            exchange.sendResponseHeaders(200, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        challenges.start();
        String place = "127.0.0.1:" + challenges.getAddress().getPort();
        server = RunningServer.start(Map.ofEntries(
                Map.entry("ATELIER_OWNER_EMAIL", Mailbox.OWNER),
                Map.entry("ATELIER_OWNER_PASSWORD", Mailbox.OWNER_PASSWORD),
                Map.entry("ATELIER_AUTH_SIGNUP", "on"),
                Map.entry("ATELIER_AUTH_AUTOCONFIRM", "off"),
                Map.entry("ATELIER_AUTH_ATTEMPTS", "10000"),
                Map.entry("ATELIER_AUTH_PASSWORD_CHARACTERS", "lower, digits"),
                Map.entry("ATELIER_AUTH_CAPTCHA", "turnstile"),
                Map.entry("ATELIER_AUTH_CAPTCHA_SECRET", "a challenge's secret"),
                Map.entry("ATELIER_AUTH_CAPTCHA_SITE_KEY", "a challenge's public key"),
                Map.entry("ATELIER_AUTH_CAPTCHA_URL", "http://" + place + "/siteverify"),
                Map.entry("ATELIER_OUTBOUND_ALLOW", place)));
        client = new Mailbox(server);
    }

    @AfterAll
    static void stop() {
        server.close();
        challenges.stop(0);
    }

    private static String solved(String fields) {
        return "{" + fields + ",\"gotrue_meta_security\":{\"captcha_token\":\"solved\"}}";
    }

    @Test
    void limitsMessagesAlikeForKnownAndUnknownAddresses() {
        for (String email : List.of(Mailbox.OWNER, "nobody@example.org")) {
            String body = solved("\"email\":\"" + email + "\"");
            assertThat(client.post("/recover", body).body()).isEqualTo("{}");

            var second = client.post("/recover", body);

            assertThat(second.statusCode()).isEqualTo(429);
            assertThat(json(second).path("code").asString()).isEqualTo("over_email_send_rate_limit");
            assertThat(json(second).path("message").asString())
                    .matches("For security purposes, you can only request this after \\d+ seconds\\.");
            assertThat(second.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void answersInTheSameTimeWhoeverIsAsked() {
        for (String email : List.of("one@example.org", "two@example.org", "three@example.org")) {
            long started = System.nanoTime();
            client.post("/otp", solved("\"email\":\"" + email + "\""));
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
        }
    }

    @Test
    void asksPeopleAndNotProgramsToSolveAChallenge() {
        refused(
                client.post("/signup", "{\"email\":\"robot@example.org\",\"password\":\"secret1\"}"),
                400,
                "captcha_failed",
                "captcha protection: request disallowed (no captcha_token found)");
        refused(
                client.post(
                        "/signup",
                        "{\"email\":\"robot@example.org\",\"password\":\"secret1\","
                                + "\"gotrue_meta_security\":{\"captcha_token\":\"guessed\"}}"),
                400,
                "captcha_failed",
                "captcha protection: request disallowed");
        refused(
                client.signIn(Mailbox.OWNER, Mailbox.OWNER_PASSWORD),
                400,
                "captcha_failed",
                "captcha protection: request disallowed (no captcha_token found)");
        var passed = client.post("/signup", solved("\"email\":\"human@example.org\",\"password\":\"secret1\""));
        var program = client.post("/otp", "{\"email\":\"program@example.org\"}", client.service());

        assertThat(passed.statusCode()).as(passed.body()).isEqualTo(200);
        assertThat(program.statusCode()).as(program.body()).isEqualTo(200);
        assertThat(asked)
                .anySatisfy(form -> assertThat(form)
                        .contains("secret=a+challenge%27s+secret", "response=guessed", "remoteip=127.0.0.1"));
    }

    @Test
    void waitsForTheConfirmationOfItsOwnPagesToo() {
        String body = "{\"email\":\"page@example.org\",\"password\":\"secret1\",\"captcha_token\":\"solved\"}";

        var known = server.post("/api/auth/signup", body.replace("page", "owner"));
        var waiting = server.post("/api/auth/signup", body);
        var early = server.post("/api/auth/signin", body);

        assertThat(waiting.statusCode()).isEqualTo(202);
        assertThat(waiting.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(json(waiting).at("/data/confirmation_sent").asBoolean()).isTrue();
        assertThat(known.statusCode()).isEqualTo(202);
        assertThat(json(known).path("data")).isEqualTo(json(waiting).path("data"));
        assertThat(json(early).path("code").asString()).isEqualTo("identity.email_not_confirmed");
        assertThat(client.last("page@example.org").kind()).isEqualTo("signup");
    }

    @Test
    void asksForTheChallengeOnItsOwnPagesToo() {
        String person = "\"email\":\"owner@example.org\",\"password\":\"" + Mailbox.OWNER_PASSWORD + "\"";
        for (String guess : List.of("", ",\"captcha_token\":\"guessed\"")) {
            for (String route : List.of("signin", "signup")) {
                var refused = server.post("/api/auth/" + route, "{" + person + guess + "}");
                assertThat(refused.statusCode()).isEqualTo(400);
                assertThat(json(refused).path("code").asString()).isEqualTo("identity.captcha_failed");
            }
            var link = server.post("/api/auth/link", "{\"email\":\"owner@example.org\"" + guess + "}");
            assertThat(json(link).path("code").asString()).isEqualTo("identity.captcha_failed");
        }

        var passed = server.post("/api/auth/signin", "{" + person + ",\"captcha_token\":\"solved\"}");
        var session = server.get("/api/session");
        var page = server.get("/sign-in", "Accept", "text/html");

        assertThat(passed.statusCode()).isEqualTo(200);
        assertThat(json(session).at("/data/doors/captcha/kind").asString()).isEqualTo("turnstile");
        assertThat(json(session).at("/data/doors/captcha/site_key").asString()).isEqualTo("a challenge's public key");
        assertThat(session.body()).doesNotContain("a challenge's secret");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains(
                        "script-src 'self' https://challenges.cloudflare.com;",
                        "frame-src https://challenges.cloudflare.com;");
    }

    @Test
    void saysEverythingThatIsWrongWithAPassword() {
        var short1 = client.post("/signup", solved("\"email\":\"weak@example.org\",\"password\":\"ABC\""));
        var capitals = client.post("/signup", solved("\"email\":\"weak@example.org\",\"password\":\"ABCDEF\""));
        var own = server.post(
                "/api/auth/signup",
                "{\"email\":\"weak@example.org\",\"password\":\"ABCDEF\",\"captcha_token\":\"solved\"}");
        var known = client.post(
                "/token?grant_type=password",
                solved("\"email\":\"owner@example.org\",\"password\":\"" + Mailbox.OWNER_PASSWORD + "\""));

        String sets = "Password should contain at least one character of each: abcdefghijklmnopqrstuvwxyz, 0123456789.";
        refused(short1, 422, "weak_password", "Password should be at least 6 characters. " + sets);
        assertThat(json(short1).at("/weak_password/reasons").toString()).isEqualTo("[\"length\",\"characters\"]");
        refused(capitals, 422, "weak_password", sets);
        assertThat(json(capitals).at("/weak_password/reasons").toString()).isEqualTo("[\"characters\"]");
        assertThat(own.body()).contains("\"pointer\":\"/password\"", "a small letter, a digit");
        assertThat(json(known).at("/weak_password/reasons").toString()).isEqualTo("[\"characters\"]");
    }
}
