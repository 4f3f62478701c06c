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
    private static HttpServer riddles;
    private static RunningServer server;
    private static Mailbox client;

    @BeforeAll
    static void start() throws Exception {
        riddles = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        riddles.createContext("/", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            asked.add(form);
            byte[] said = ("{\"success\":" + form.contains("response=solved") + "}").getBytes(UTF_8);
            exchange.sendResponseHeaders(200, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        riddles.start();
        String place = "127.0.0.1:" + riddles.getAddress().getPort();
        server = RunningServer.start(Map.of(
                "ATELIER_OWNER_EMAIL", Mailbox.OWNER,
                "ATELIER_OWNER_PASSWORD", Mailbox.OWNER_PASSWORD,
                "ATELIER_AUTH_SIGNUP", "on",
                "ATELIER_AUTH_AUTOCONFIRM", "off",
                "ATELIER_AUTH_ATTEMPTS", "10000",
                "ATELIER_AUTH_CAPTCHA", "turnstile",
                "ATELIER_AUTH_CAPTCHA_SECRET", "a riddle's secret",
                "ATELIER_AUTH_CAPTCHA_URL", "http://" + place + "/siteverify",
                "ATELIER_OUTBOUND_ALLOW", place));
        client = new Mailbox(server);
    }

    @AfterAll
    static void stop() {
        server.close();
        riddles.stop(0);
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
    void asksPeopleAndNotProgramsToSolveARiddle() {
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
                        .contains("secret=a+riddle%27s+secret", "response=guessed", "remoteip=127.0.0.1"));
    }

    @Test
    void waitsForTheConfirmationOfItsOwnPagesToo() {
        String body = "{\"email\":\"page@example.org\",\"password\":\"secret1\"}";

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
}
