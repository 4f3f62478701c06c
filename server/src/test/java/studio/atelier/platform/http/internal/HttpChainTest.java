package studio.atelier.platform.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_OPERATIONS_TOKEN=let-me-look-inside",
    "ATELIER_LIMITS=off"
})
class HttpChainTest {

    private final RunningServer server;

    HttpChainTest(RunningServer server) {
        this.server = server;
    }

    /// @param contains    must stand in the body
    /// @param notContains must not
    record Row(
            String method,
            String path,
            @Nullable String body,
            List<String> headers,
            int status,
            List<String> contains,
            List<String> notContains) {}

    static List<Row> refusals() {
        return List.of(
                row("GET", "/api/nothing/here", null, 404, "\"code\":\"http.not_found\"", "\"success\":false"),
                row("POST", "/api/nothing", "{}", 404, "\"code\":\"http.not_found\""),
                row("DELETE", "/api/session", null, 405, "\"code\":\"http.method_not_allowed\""),
                row("GET", "/api/access-keys", null, 401, "\"code\":\"http.sign_in_required\"", "\"error\":"),
                row("GET", "/api/admin/users", null, 401, "\"code\":\"http.sign_in_required\""),
                row("POST", "/api/auth/signin", "{\"email\":", 400, "\"code\":\"http.body_malformed\"", "line 1"),
                row("POST", "/api/auth/signin", "[1,2]", 422, "\"code\":\"http.body_invalid\""),
                row(
                        "POST",
                        "/api/auth/signin",
                        "{\"email\":[],\"pasword\":\"x\",\"more\":1}",
                        422,
                        "\"pointer\":\"/email\"",
                        "\"pointer\":\"/pasword\"",
                        "\"pointer\":\"/more\"",
                        "3 fields"),
                row(
                        "POST",
                        "/api/auth/signin",
                        "{\"a\":".repeat(60) + "1" + "}".repeat(60),
                        400,
                        "http.body_malformed"),
                row("POST", "/auth/v1/token?grant_type=password", "{\"email\":", 400, "\"error_code\":\"bad_json\""),
                row("GET", "/auth/v1/nothing", null, 404, "\"error_code\":\"not_found\"", "\"code\":404"),
                row("PUT", "/auth/v1/health", "{}", 405, "\"code\":405"),
                row("GET", "/media-of-mine/x", null, 404, "\"code\":\"http.not_found\""));
    }

    private static Row row(String method, String path, @Nullable String body, int status, String... contains) {
        return new Row(
                method,
                path,
                body,
                List.of(),
                status,
                List.of(contains),
                List.of("Exception", "\tat ", "jackson", "springframework"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesInTheShapeOfTheSurface(Row row) {
        var answer =
                server.send(row.method(), row.path(), row.body(), row.headers().toArray(String[]::new));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(row.status());
        assertThat(answer.body()).contains(row.contains()).doesNotContain(row.notContains());
        assertHeaders(answer);
    }

    private static void assertHeaders(HttpResponse<String> answer) {
        var headers = answer.headers();
        assertThat(headers.firstValue("X-Request-Id").orElse("")).matches("[A-Za-z0-9._-]{8,64}");
        assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                .contains("frame-ancestors 'none'")
                .doesNotContain("script-src 'self' 'unsafe-inline'");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Referrer-Policy")).isPresent();
        assertThat(headers.firstValue("Permissions-Policy")).isPresent();
        assertThat(headers.firstValue("Cross-Origin-Opener-Policy")).contains("same-origin");
        assertThat(headers.firstValue("Server")).isEmpty();
        assertThat(headers.firstValue("X-Powered-By")).isEmpty();
        assertThat(headers.firstValue("Strict-Transport-Security")).isEmpty();
    }

    @Test
    void putsTheHeadersOnGoodAnswersToo() {
        var probe = server.get("/healthz");
        var api = server.get("/api/session");

        assertHeaders(probe);
        assertHeaders(api);
        assertThat(api.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(probe.body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void keepsARequestIdThatLooksLikeOneAndMakesAnotherOtherwise() {
        var kept = server.get("/api/session", "X-Request-Id", "trace-0123456789");
        var replaced = server.get("/api/session", "X-Request-Id", "<script>alert(1)</script>");

        assertThat(kept.headers().firstValue("X-Request-Id")).contains("trace-0123456789");
        assertThat(replaced.headers().firstValue("X-Request-Id").orElse("")).hasSize(36);
    }

    @Test
    void tellsTheRequestIdInTheBodyOfARefusal() {
        var answer = server.get("/api/nothing", "X-Request-Id", "trace-0123456789");

        JsonNode body = JsonMapper.shared().readTree(answer.body());
        assertThat(body.path("request_id").asString()).isEqualTo("trace-0123456789");
        assertThat(body.path("instance").asString()).isEqualTo("/api/nothing");
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
    }

    @Test
    void refusesAnAnnouncedBodyThatIsTooLarge() {
        String large = "{\"email\":\"" + "a".repeat(1_100_000) + "\"}";

        var ours = server.post("/api/auth/signin", large);
        var goTrue = server.post("/auth/v1/signup", large);

        assertThat(ours.statusCode()).isEqualTo(413);
        assertThat(ours.body()).contains("http.body_too_large", "1048576");
        assertThat(goTrue.statusCode()).isEqualTo(413);
        assertThat(goTrue.body()).contains("request_entity_too_large");
    }

    @Test
    void refusesAChunkedBodyThatGoesOnTooLong() throws IOException {
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";

        String answer = raw("POST /api/auth/signin HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(20) + "0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("http.body_too_large");
    }

    /// The answer overtakes the body, which nobody reads.
    @ParameterizedTest
    @ValueSource(strings = {"POST /api/nothing", "GET /healthz", "POST /functions/v1/generate-content", "GET /"})
    void saysThatItClosesTheConnectionWhereABodyIsNotThereYet(String asked) throws IOException {
        URI url = URI.create(server.url());
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((asked + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 ").containsIgnoringCase("\r\nConnection: close\r\n");
        }
    }

    @Test
    void keepsTheConnectionWhereABodyIsThereAndNobodyReadsIt() throws IOException {
        String answers = raw("POST /api/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}"
                + "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

        assertThat(answers).startsWith("HTTP/1.1 404 ").contains("HTTP/1.1 200 ", "{\"status\":\"ok\"}");
    }

    @Test
    void answersWhatIsNotHttpWithoutTellingAboutItself() throws IOException {
        for (String request : List.of(
                "GET /%zz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nbad header\r\n\r\n",
                "GET /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + "a".repeat(70_000) + "\r\n\r\n")) {
            String answer = raw(request);

            assertThat(answer).matches("(?s)HTTP/1.1 (400|431) .*");
            assertThat(answer).doesNotContainIgnoringCase("jetty").doesNotContain("<html", "Exception", "\tat ");
        }
    }

    @Test
    void givesNothingFromOutsideTheWebApp() throws IOException {
        for (String path : List.of(
                "/../application.properties",
                "/..%2fapplication.properties",
                "/%2e%2e/application.properties",
                "/assets/..%2f..%2fapplication.properties",
                "/assets/..\\..\\application.properties",
                "/x//..//../application.properties",
                "/application.properties",
                "/studio/atelier/Atelier.class")) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

            assertThat(answer).as(path).matches("(?s)HTTP/1.1 40[04] .*").doesNotContain("spring.");
        }
    }

    private String raw(String request) throws IOException {
        URI url = URI.create(server.url());
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(10_000);
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
                socket.shutdownOutput();
            } catch (IOException refusedWhileSending) {
                // the answer is there nevertheless
                assertThat(refusedWhileSending).hasMessageContaining("roken pipe");
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void answersPreflightsWithoutAKey() {
        var preflight = server.send(
                "OPTIONS",
                "/auth/v1/token",
                null,
                "Origin",
                "https://app.example.com",
                "Access-Control-Request-Method",
                "POST");

        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .contains("*");
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Headers")
                        .orElse(""))
                .contains("apikey", "x-supabase-api-version", "prefer", "x-upsert", "x-region", "tus-resumable");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    @Test
    void putsCorsHeadersOnRefusalsToo() {
        var answer = server.get("/auth/v1/user", "Origin", "https://app.example.com");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
                .contains("content-range", "x-sb-error-code");
    }

    @Test
    void showsMetricsHereAndElsewhereOnlyWithTheToken() {
        var here = server.get("/metrics");
        var elsewhere = server.get("/metrics", "X-Forwarded-For", "203.0.113.7");
        var wrongToken =
                server.get("/metrics", "X-Forwarded-For", "203.0.113.7", "Authorization", "Bearer something else");
        var token =
                server.get("/metrics", "X-Forwarded-For", "203.0.113.7", "Authorization", "Bearer let-me-look-inside");

        assertThat(here.statusCode()).isEqualTo(200);
        assertThat(here.body()).contains("atelier_http_requests_seconds_count", "jvm_memory_used_bytes");
        assertThat(elsewhere.statusCode()).isEqualTo(401);
        assertThat(wrongToken.statusCode()).isEqualTo(401);
        assertThat(token.statusCode()).isEqualTo(200);
    }

    @Test
    void tellsDetailsOfHealthOnlyToTheOperator() {
        var here = server.get("/api/health");
        var elsewhere = server.get("/api/health", "X-Forwarded-For", "203.0.113.7");
        var token = server.get(
                "/api/health", "X-Forwarded-For", "203.0.113.7", "Authorization", "Bearer let-me-look-inside");
        var ready = server.get("/readyz", "X-Forwarded-For", "203.0.113.7");

        assertThat(here.body()).contains("\"success\":true", "\"checks\"", "\"uptime_seconds\"");
        assertThat(elsewhere.body()).contains("\"status\":\"ok\"").doesNotContain("checks");
        assertThat(token.body()).contains("\"checks\"");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("\"name\":\"database\"").doesNotContain("detail");
    }

    @Test
    void believesNoForwardedHeaderOfAStranger() {
        var answer = server.get("/api/session", "X-Forwarded-Proto", "https", "X-Forwarded-For", "203.0.113.7");

        assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
    }
}
