package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import studio.atelier.testkit.HttpProbe;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The first person of a server under test, signed in over HTTP.
record Person(HttpProbe http, String token) {

    static final String EMAIL = "owner@example.org";
    static final String PASSWORD = "correct horse battery";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    static Person signIn(HttpProbe http) {
        var answer = http.send(
                "POST", "/api/auth/signin", "{\"email\":\"" + EMAIL + "\",\"password\":\"" + PASSWORD + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new Person(
                http, JSON.readTree(answer.body()).at("/data/access_token").asString());
    }

    HttpResponse<String> send(String method, String path, @Nullable String json, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Authorization";
        all[headers.length + 1] = "Bearer " + token;
        return http.send(method, path, json, all);
    }

    /// The `data` of a good answer.
    JsonNode data(String method, String path, @Nullable String json) {
        var answer = send(method, path, json);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isBetween(200, 299);
        return JSON.readTree(answer.body()).path("data");
    }

    JsonNode addKey(String provider, String baseUrl) {
        return data("POST", "/api/api-keys", """
                {"provider":"%s","key_name":"main","api_key":"sk-test-key-0001","base_url":"%s"}
                """.formatted(provider, baseUrl));
    }

    JsonNode generate(String provider, String model, String type, String prompt) {
        return data("POST", "/api/generate", """
                {"provider":"%s","model":"%s","generation_type":"%s","prompt":"%s"}
                """.formatted(provider, model, type, prompt));
    }

    JsonNode await(String id, Predicate<JsonNode> wanted) {
        return Awaitility.await("generation " + id)
                .atMost(PATIENCE)
                .pollInterval(BETWEEN_LOOKS)
                .until(() -> data("GET", "/api/generations/" + id, null), wanted::test);
    }

    JsonNode awaitEnd(String id) {
        return await(id, Person::ended);
    }

    static boolean ended(JsonNode row) {
        return switch (row.path("status").asString()) {
            case "completed", "failed", "cancelled" -> true;
            default -> false;
        };
    }
}
