package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;

/// Limits as they stand, by attempts, by address and by person (B11, B152).
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_ATTEMPTS=5",
    "ATELIER_LIMIT_REQUESTS=8",
    "ATELIER_LIMIT_ADDRESS=40"
})
class EntryLimitsTest {

    private final RunningServer server;

    EntryLimitsTest(RunningServer server) {
        this.server = server;
    }

    @Test
    void countsAttemptsThenPeopleThenAddresses() {
        String body = "{\"email\":\"owner@example.org\",\"password\":\"a long enough one\"}";
        var first = server.post("/api/auth/signin", body);
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];

        List<HttpResponse<String>> attempts = repeat(6, () -> server.post("/api/auth/signin", "{}"));
        List<HttpResponse<String>> person = repeat(10, () -> server.get("/api/session", "Cookie", cookie));
        List<HttpResponse<String>> address = repeat(50, () -> server.get("/api/session"));

        assertThat(attempts.getLast().statusCode()).isEqualTo(429);
        assertThat(attempts.getLast().body()).contains("limits.exceeded", "sign-in attempts");
        assertThat(person.getFirst().headers().firstValue("RateLimit-Policy")).contains("\"requests\";q=8;w=60");
        assertThat(person.getFirst().headers().firstValue("RateLimit").orElse(""))
                .startsWith("\"requests\";r=7;t=");
        HttpResponse<String> refused = person.getLast();
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After").orElse("")).matches("[1-9][0-9]*");
        assertThat(refused.headers().firstValue("RateLimit").orElse("")).startsWith("\"requests\";r=0;t=");
        assertThat(refused.body()).contains("\"retry_after_seconds\"", "\"success\":false");
        assertThat(address.getLast().statusCode()).isEqualTo(429);
        for (String version : List.of("2024-01-01", "2020-01-01")) {
            HttpResponse<String> wire = server.get("/auth/v1/settings", "X-Supabase-Api-Version", version);
            assertThat(wire.statusCode()).isEqualTo(429);
            assertThat(wire.headers().firstValue("Retry-After").orElse("")).matches("[1-9][0-9]*");
            assertThat(wire.headers().firstValue("x-sb-error-code")).contains("over_request_rate_limit");
            assertThat(wire.body())
                    .isEqualTo(
                            version.equals("2024-01-01")
                                    ? "{\"code\":\"over_request_rate_limit\",\"message\":\"Request rate limit reached\"}"
                                    : "{\"code\":429,\"error_code\":\"over_request_rate_limit\","
                                            + "\"msg\":\"Request rate limit reached\"}");
        }
        HttpResponse<String> function = server.post("/functions/v1/generate-content", "{}");
        assertThat(function.statusCode()).isEqualTo(429);
        assertThat(function.headers().firstValue("Retry-After")).isPresent();
        assertThat(function.body()).contains("\"code\":\"limits.exceeded\"", "\"details\":{");
        assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    }

    private static List<HttpResponse<String>> repeat(
            int times, java.util.function.Supplier<HttpResponse<String>> request) {
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (int at = 0; at < times; at++) {
            answers.add(request.get());
        }
        return answers;
    }
}
