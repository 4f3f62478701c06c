package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import studio.atelier.backend.identity.Identity;
import studio.atelier.testkit.RunningServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// New passwords that others know already, over a service of the test that answers for ranges of hashes.
class LeakedPasswordsTest {

    private static final String LEAKED = "everybody uses this";
    private static final String PADDED = "nobody ever used this";
    private static final List<String> ASKED = new CopyOnWriteArrayList<>();
    private static volatile int status = 200;
    private static HttpServer ranges;
    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        ranges = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        ranges.createContext("/range/", exchange -> {
            ASKED.add(exchange.getRequestURI().getPath() + " "
                    + exchange.getRequestHeaders().getFirst("Add-Padding"));
            byte[] said =
                    (hash(LEAKED).substring(5) + ":3912\r\n" + hash(PADDED).substring(5) + ":0\r\n").getBytes(UTF_8);
            exchange.sendResponseHeaders(status, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        ranges.start();
        String place = "127.0.0.1:" + ranges.getAddress().getPort();
        server = RunningServer.start(Map.of(
                "ATELIER_OWNER_EMAIL", "owner@example.org",
                "ATELIER_OWNER_PASSWORD", "a long enough one",
                "ATELIER_AUTH_SIGNUP", "on",
                "ATELIER_AUTH_AUTOCONFIRM", "on",
                "ATELIER_LIMITS", "off",
                "ATELIER_AUTH_PASSWORD_LEAKED", "on",
                "ATELIER_AUTH_PASSWORD_LEAKED_URL", "http://" + place + "/range",
                "ATELIER_OUTBOUND_ALLOW", place));
    }

    @AfterAll
    static void stop() {
        server.close();
        ranges.stop(0);
    }

    @BeforeEach
    void begin() {
        status = 200;
        ASKED.clear();
    }

    @Test
    void refusesThemAtSignUpAndSaysWhyToPeopleAndPrograms() throws Exception {
        var refused = signUp("one@example.org", LEAKED);

        assertThat(refused.statusCode()).isEqualTo(422);
        JsonNode said = JsonMapper.shared().readTree(refused.body());
        assertThat(said.path("error_code").asString()).isEqualTo("weak_password");
        assertThat(said.at("/weak_password/reasons/0").asString()).isEqualTo("pwned");
        assertThat(server.post("/api/auth/signup", person("two@example.org", LEAKED))
                        .body())
                .contains("lists of leaked passwords");
        assertThat(ASKED)
                .as("nothing but five characters leaves")
                .containsOnly("/range/" + hash(LEAKED).substring(0, 5) + " true");
    }

    @Test
    void refusesThemWhenAPasswordIsChanged() {
        String token = JsonMapper.shared()
                .readTree(signUp("three@example.org", "quite a secret of mine").body())
                .path("access_token")
                .asString();

        var refused = server.send(
                "PUT",
                "/auth/v1/user",
                "{\"password\":\"" + LEAKED + "\"}",
                "Authorization",
                "Bearer " + token,
                "apikey",
                anon());

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("pwned");
    }

    @Test
    void takesWhatIsOnlyPaddingAndWhatCannotBeAsked() {
        assertThat(signUp("four@example.org", PADDED).statusCode()).isEqualTo(200);
        status = 503;
        assertThat(signUp("five@example.org", LEAKED).statusCode()).isEqualTo(200);
    }

    private static java.net.http.HttpResponse<String> signUp(String email, String password) {
        return server.send("POST", "/auth/v1/signup", person(email, password), "apikey", anon());
    }

    private static String anon() {
        return server.room(Identity.class).projectKeys().anon();
    }

    private static String person(String email, String password) {
        return "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}";
    }

    private static String hash(String password) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(password.getBytes(UTF_8)));
        } catch (java.security.NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
