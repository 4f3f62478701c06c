package studio.atelier.surfaces.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.identity.Identity;
import studio.atelier.testkit.RunningServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks `/storage/v1` with one token.
///
/// @param token null for none
record StorageClient(RunningServer server, @Nullable String token) {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String BOUNDARY = "----storage-test";

    static StorageClient service(RunningServer server) {
        return new StorageClient(
                server, server.room(Identity.class).projectKeys().serviceRole().reveal());
    }

    static StorageClient anon(RunningServer server) {
        return new StorageClient(
                server, server.room(Identity.class).projectKeys().anon());
    }

    /// @param body    bytes, or null for none
    /// @param headers names and values in turn
    HttpResponse<byte[]> send(String method, String path, byte @Nullable [] body, String... headers) {
        return sendTo(method, "/storage/v1" + path, body, headers);
    }

    /// To another surface.
    HttpResponse<byte[]> outside(String path, byte[] body, String type) {
        return sendTo("POST", path, body, "Content-Type", type);
    }

    private HttpResponse<byte[]> sendTo(String method, String path, byte @Nullable [] body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (token != null) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    HttpResponse<byte[]> get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    HttpResponse<byte[]> json(String method, String path, String body, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json";
        return send(method, path, body.getBytes(StandardCharsets.UTF_8), all);
    }

    HttpResponse<byte[]> upload(String path, String text, String... headers) {
        String[] all = headers.length == 0 ? new String[] {"Content-Type", "text/plain"} : headers;
        return send("POST", "/object/" + path, text.getBytes(StandardCharsets.UTF_8), all);
    }

    /// A form as storage-js sends it: the file has no name.
    HttpResponse<byte[]> form(String method, String path, String type, String text, String... headers) {
        String body = part("form-data; name=\"cacheControl\"", "", "3600")
                + part("form-data; name=\"metadata\"", "", "{\"a\":1}")
                + part("form-data; name=\"\"; filename=\"blob\"", "Content-Type: " + type + "\r\n", text)
                + "--" + BOUNDARY + "--\r\n";
        return raw(method, path, body, headers);
    }

    /// A form as it is written.
    HttpResponse<byte[]> raw(String method, String path, String form, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "multipart/form-data; boundary=" + BOUNDARY;
        return send(method, "/object/" + path, form.getBytes(StandardCharsets.ISO_8859_1), all);
    }

    static String part(String disposition, String more, String content) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: " + disposition + "\r\n" + more + "\r\n" + content + "\r\n";
    }

    static JsonNode body(HttpResponse<byte[]> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    static JsonNode good(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return body(answer);
    }

    /// The refusal's shape is the same for all.
    static void refused(HttpResponse<byte[]> answer, int http, String status, String code, String message) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(http);
        JsonNode body = body(answer);
        assertThat(body.propertyNames()).containsExactly("statusCode", "error", "message", "code");
        assertThat(body.path("statusCode").asString()).as(text(answer)).isEqualTo(status);
        assertThat(body.path("code").asString()).as(text(answer)).isEqualTo(code);
        assertThat(body.path("message").asString()).as(text(answer)).isEqualTo(message);
    }

    static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
