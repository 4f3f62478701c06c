package studio.atelier.testkit.fake;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// One request to the fake provider. One thread.
final class FakeExchange implements AutoCloseable {

    private final HttpExchange http;

    FakeExchange(HttpExchange http) {
        this.http = http;
    }

    String path() {
        return http.getRequestURI().getPath();
    }

    String bearer() {
        String header = http.getRequestHeaders().getFirst("Authorization");
        return header != null && header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : "";
    }

    String keyEnd() {
        String key = bearer();
        return key.substring(Math.max(0, key.length() - 4));
    }

    int port() {
        return http.getLocalAddress().getPort();
    }

    JsonNode body() throws IOException {
        byte[] bytes = http.getRequestBody().readAllBytes();
        return FakeProvider.json(bytes.length == 0 ? new byte[] {'{', '}'} : bytes);
    }

    FakeExchange header(String name, String value) {
        http.getResponseHeaders().set(name, value);
        return this;
    }

    void error(int status, String code, String message) throws IOException {
        json(status, "req_refused", Map.of("error", Map.of("message", message, "type", code, "code", code)));
    }

    void json(int status, String requestId, Object body) throws IOException {
        header("Content-Type", "application/json");
        raw(status, requestId, FakeProvider.json(body).getBytes(StandardCharsets.UTF_8));
    }

    void bytes(String type, byte[] body) throws IOException {
        header("Content-Type", type);
        raw(200, "", body);
    }

    void raw(int status, String requestId, byte[] body) throws IOException {
        open(status, requestId, body.length).write(body);
    }

    /// @param length of the body; when less is written before the exchange is closed, the connection is
    ///     cut; 0 for an unknown length
    OutputStream open(int status, String requestId, long length) throws IOException {
        if (!requestId.isEmpty()) {
            header("x-request-id", requestId);
        }
        http.sendResponseHeaders(status, length);
        return http.getResponseBody();
    }

    /// Without an answer so far this cuts the connection.
    @Override
    public void close() {
        http.close();
    }
}
