import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client that asks until it is answered, whoever dies meanwhile. Thread-safe.
///
/// @param base such as `http://127.0.0.1:8080`, where one server after the other listens
record CrashClient(String base) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_MAX)
            .build();

    /// @param status of HTTP
    record Said(int status, String body) {

        JsonNode data() {
            if (status >= 300) {
                throw new IllegalStateException(status + " " + body);
            }
            return JSON.readTree(body).path("data");
        }
    }

    /// Once; a server that is gone is an exception.
    Said once(String method, String path, HttpRequest.BodyPublisher body, Map<String, String> headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER_MAX).method(method, body);
        headers.forEach(request::header);
        var answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Said(answer.statusCode(), answer.body());
    }

    /// Until somebody answers something that is not a fault of the server's.
    Said surely(String method, String path, byte[] body, Map<String, String> headers) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                Said said = once(method, path, HttpRequest.BodyPublishers.ofByteArray(body), headers);
                if (said.status() < 500) {
                    return said;
                }
            } catch (IOException gone) {
                // It is being started again.
            }
            Thread.sleep(PAUSE);
        }
        throw new IllegalStateException("nobody answers " + path);
    }

    Said post(String path, String json, Map<String, String> headers) throws InterruptedException {
        Map<String, String> all = new java.util.LinkedHashMap<>(headers);
        all.put("Content-Type", "application/json");
        return surely("POST", path, json.getBytes(java.nio.charset.StandardCharsets.UTF_8), all);
    }
}
