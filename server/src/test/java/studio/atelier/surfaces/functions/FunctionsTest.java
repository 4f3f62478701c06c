package studio.atelier.surfaces.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.backend.identity.Identity;
import studio.atelier.platform.http.FunctionRoute;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `/functions/v1` as functions-js calls it and reads it. Source: wire reference 6; B127.
@WithServer({"ATELIER_OWNER_EMAIL=owner@example.org", "ATELIER_OWNER_PASSWORD=a long enough one", "ATELIER_LIMITS=off"})
class FunctionsTest {

    private static final String SYNC = "/functions/v1/generate-content-sync";
    private static final String TEXT =
            "{\"provider\":\"demo\",\"model\":\"demo-text\",\"type\":\"text\",\"prompt\":\"three lines on rain\"}";

    private final RunningServer server;

    FunctionsTest(RunningServer server) {
        this.server = server;
    }

    private String[] person() {
        JsonNode session = json(server.post(
                "/auth/v1/token?grant_type=password",
                "{\"email\":\"owner@example.org\",\"password\":\"a long enough one\"}"));
        return new String[] {
            "Authorization", "Bearer " + session.path("access_token").asString(), "apikey", anon()
        };
    }

    private String anon() {
        return server.room(Identity.class).projectKeys().anon();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode body = json(answer);
        assertThat(body.path("code").asString()).as(answer.body()).isEqualTo(code);
        assertThat(body.path("error").asString()).isNotBlank();
        assertThat(body.path("details").path("request_id").asString()).isNotBlank();
        assertThat(body.propertyNames()).containsExactlyInAnyOrder("error", "code", "details");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(answer.headers().firstValue("x-relay-error")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {SYNC, SYNC + "/deeper/path?x=1", "/functions/v1/no-such-function"})
    void answersAPreflightWithoutAKey(String path) {
        var answer = server.send(
                "OPTIONS",
                path,
                null,
                "Origin",
                "https://app.example.org",
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization, apikey, content-type, x-client-info, x-region");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
                .contains("GET", "POST", "PUT", "PATCH", "DELETE");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
                .contains("authorization", "apikey", "content-type", "x-client-info", "x-region", "x-retry-count");
        assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
                .contains("x-relay-error", "sb-error-code");
    }

    @Test
    void runsForAPersonWhateverTheBodyIsCalled() {
        List<String> types = List.of("application/json", "text/plain;charset=UTF-8", "application/octet-stream");
        for (String type : types) {
            List<String> headers = new ArrayList<>(List.of(person()));
            headers.addAll(List.of("Content-Type", type, "x-region", "eu-central-1"));

            var answer = server.send(
                    "POST", SYNC + "?forceFunctionRegion=eu-central-1", TEXT, headers.toArray(String[]::new));

            assertThat(answer.statusCode()).as(type + answer.body()).isEqualTo(200);
            assertThat(json(answer).path("status").asString()).isEqualTo("completed");
            assertThat(json(answer).path("text").asString()).isNotBlank();
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        }
    }

    @Test
    void tellsWhatHappensAsItHappensToWhoeverAsksForEvents() {
        List<String> headers = new ArrayList<>(List.of(person()));
        headers.addAll(List.of("Accept", "text/event-stream"));
        String[] asked = headers.toArray(String[]::new);

        var text = server.post(SYNC, TEXT, asked);
        var picture = server.post(
                SYNC,
                "{\"provider\":\"demo\",\"model\":\"demo-image\",\"type\":\"image\",\"prompt\":\"a lamp\"}",
                asked);
        var refused = server.post(SYNC, "{\"model\":\"no-such-model\",\"prompt\":\"x\"}", asked);

        assertThat(text.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(text.body()).startsWith("event: accepted\ndata: {");
        assertThat(text.body()).contains("event: text\ndata: {\"text\":", "event: completed\ndata: {");
        assertThat(text.body().split("event: text\n", -1).length).isGreaterThan(2);
        assertThat(picture.body()).contains("event: accepted", "event: completed", "\"mime_type\":\"image/");
        refused(refused, 404, "catalog.model_unknown");
    }

    static List<Named> keys() {
        return List.of(
                new Named("nothing", "", "UNAUTHORIZED_NO_AUTH_HEADER"),
                new Named("anon key", "anon", ""),
                new Named("service key", "service", ""),
                new Named("publishable key", "publishable", ""),
                new Named("secret key", "secret", ""),
                new Named("no token", "abc", "UNAUTHORIZED_INVALID_JWT_FORMAT"),
                new Named("another's token", "eyJhbGciOiJIUzI1NiJ9.e30.eA", "UNAUTHORIZED_LEGACY_JWT"),
                new Named("a forged token", "eyJhbGciOiJFUzI1NiJ9.e30.eA", "UNAUTHORIZED_ASYMMETRIC_JWT"),
                new Named("no algorithm", "eyJhbGciOiJub25lIn0.e30.", "UNAUTHORIZED_UNSUPPORTED_TOKEN_ALGORITHM"));
    }

    /// @param key a key's name, or a token
    record Named(String what, String key, String fault) {

        @Override
        public String toString() {
            return what;
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void asksForAPersonAndTakesNoKeyForOne(Named named) {
        var projectKeys = server.room(Identity.class).projectKeys();
        Map<String, String> keys = Map.of(
                "anon", projectKeys.anon(),
                "service", projectKeys.serviceRole().reveal(),
                "publishable", projectKeys.publishable(),
                "secret", projectKeys.secret().reveal());
        String key = keys.getOrDefault(named.key(), named.key());
        String[] headers = key.isEmpty()
                ? new String[0]
                : keys.containsValue(key)
                        ? new String[] {"Authorization", "Bearer " + key, "apikey", key}
                        : new String[] {"Authorization", "Bearer " + key, "apikey", anon()};

        var answer = server.post(SYNC, TEXT, headers);

        refused(answer, 401, "AUTHENTICATION_ERROR");
        assertThat(answer.headers().firstValue("sb-error-code").orElse("")).isEqualTo(named.fault());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET    | /functions/v1/generate-content                |                  |                     | 405 | functions.method_not_allowed
                    DELETE | /functions/v1/generate-content-sync           |                  |                     | 405 | functions.method_not_allowed
                    POST   | /functions/v1/no-such-function                | {}               | application/json    | 404 | functions.unknown
                    POST   | /functions/v1/no-such-function/deeper         | {}               | application/json    | 404 | functions.unknown
                    POST   | /functions/v1                                 | {}               | application/json    | 400 | functions.name_missing
                    POST   | /functions/v1/                                | {}               | application/json    | 400 | functions.name_missing
                    POST   | /functions/v1/generate-content                | {"prompt":       | application/json    | 400 | http.body_malformed
                    POST   | /functions/v1/generate-content                | pixels           | application/octet-stream | 400 | http.body_malformed
                    POST   | /functions/v1/generate-content                | --b--            | multipart/form-data; boundary=b | 415 | functions.body_not_json
                    POST   | /functions/v1/generate-content                | prompt=x         | application/x-www-form-urlencoded | 415 | functions.body_not_json
                    POST   | /functions/v1/generate-content                | {"prompt":"x","colour":1} | application/json | 422 | http.body_invalid
                    """)
    void refusesInItsEnvelope(
            String method,
            String path,
            @org.jspecify.annotations.Nullable String body,
            @org.jspecify.annotations.Nullable String type,
            int status,
            String code) {
        List<String> headers = new ArrayList<>(List.of(person()));
        if (type != null) {
            headers.addAll(List.of("Content-Type", type));
        }

        var answer = server.send(method, path, body, headers.toArray(String[]::new));

        refused(answer, status, code);
        if (status == 405) {
            assertThat(answer.headers().firstValue("Allow")).contains("POST");
        }
    }

    @Test
    void listsWhatThereIsWhereANameIsUnknown() {
        var answer = server.post("/functions/v1/generate", "{}", person());

        List<String> names = server.rooms().getBeansOfType(FunctionRoute.class).values().stream()
                .map(FunctionRoute::name)
                .toList();
        assertThat(names).contains("generate-content", "generate-content-sync");
        assertThat(json(answer).path("error").asString())
                .startsWith("There is no function \"generate\".")
                .contains(names);
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        refused(
                server.post(SYNC, "{\"prompt\":\"" + "x".repeat(1_100_000) + "\"}", person()),
                413,
                "http.body_too_large");
    }

    @Test
    void everyRouteOfEveryRoomRefusesWhoeverShowsNothing() {
        for (FunctionRoute route :
                server.rooms().getBeansOfType(FunctionRoute.class).values()) {
            for (String method : route.methods()) {
                var answer = server.send(method, "/functions/v1/" + route.name(), "{}");
                switch (route.needs()) {
                    case PERSON -> refused(answer, 401, "AUTHENTICATION_ERROR");
                    case CREDENTIAL ->
                        assertThat(answer.statusCode()).as(route.name()).isIn(401, 403);
                }
            }
        }
    }
}
