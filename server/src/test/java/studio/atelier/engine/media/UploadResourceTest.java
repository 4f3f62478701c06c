package studio.atelier.engine.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@WithServer({"ATELIER_OWNER_EMAIL=owner@example.com", "ATELIER_OWNER_PASSWORD=a long enough passphrase 7"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UploadResourceTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RunningServer server;
    private final String token;

    UploadResourceTest(RunningServer server) {
        this.server = server;
        var signedIn = server.post(
                "/api/auth/signin", "{\"email\":\"owner@example.com\",\"password\":\"a long enough passphrase 7\"}");
        this.token =
                JSON.readTree(signedIn.body()).path("data").path("access_token").asString();
    }

    @Test
    void takesAFileAsTheBodyShowsItAndDeletesIt() {
        var answer = upload(Samples.picture("png", 320, 200), "image/png");
        JsonNode asset = JSON.readTree(answer.body()).path("data");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(asset.path("kind").asString()).isEqualTo("image");
        assertThat(asset.path("width").asInt()).isEqualTo(320);
        assertThat(asset.path("generation_id").isNull()).isTrue();
        assertThat(server.get(asset.path("thumbnail_url").asString()).statusCode())
                .isEqualTo(200);
        String id = asset.path("id").asString();
        assertThat(send("GET", "/api/uploads", null, "").body()).contains(id);
        assertThat(send("DELETE", "/api/uploads/" + id, null, "").statusCode()).isEqualTo(204);
        assertThat(send("DELETE", "/api/uploads/" + id, null, "").statusCode()).isEqualTo(404);
        assertThat(server.get(asset.path("url").asString()).statusCode()).isEqualTo(404);
    }

    @Test
    void takesAFileLargerThanMemoryFromAForm() {
        byte[] sound = Samples.wav(12_000);
        var form = new ByteArrayOutputStream();
        form.writeBytes(("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n"
                        + "Content-Type: audio/wav\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        form.writeBytes(sound);
        form.writeBytes("\r\n--x--\r\n".getBytes(StandardCharsets.US_ASCII));

        var answer = upload(form.toByteArray(), "multipart/form-data; boundary=x");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(answer.body()).path("data").path("duration_ms").asInt())
                .isEqualTo(12_000);
    }

    @Test
    void refusesWithACodeEach() {
        assertRefused(upload("<svg/>".getBytes(StandardCharsets.UTF_8), "image/png"), 415, "media.type_unsupported");
        byte[] half = Arrays.copyOf(Samples.picture("jpeg", 400, 400), 1500);
        assertRefused(upload(half, "image/jpeg"), 422, "media.undecodable");
        assertRefused(upload(Samples.bomb(40_000, 40_000), "image/png"), 422, "media.dimensions_refused");
        assertRefused(upload(new byte[0], "image/png"), 400, "media.file_missing");
        assertRefused(send("GET", "/api/uploads?cursor=x", null, ""), 400, "http.parameter_invalid");
    }

    @Test
    void refusesStrangers() {
        assertThat(server.get("/api/uploads").statusCode()).isEqualTo(401);
        assertThat(server.post("/api/uploads", "{}").statusCode()).isEqualTo(401);
    }

    @Test
    void pagesThroughUploadsNewestFirst() {
        String first = id(upload(Samples.picture("png", 33, 34), "image/png"));
        String second = id(upload(Samples.picture("png", 35, 36), "image/png"));

        JsonNode page = JSON.readTree(
                        send("GET", "/api/uploads?limit=1", null, "").body())
                .path("data");
        String cursor = page.path("next_cursor").asString();
        JsonNode next = JSON.readTree(send("GET", "/api/uploads?limit=1&cursor=" + cursor, null, "")
                        .body())
                .path("data");

        assertThat(page.path("assets").get(0).path("id").asString()).isEqualTo(second);
        assertThat(next.path("assets").get(0).path("id").asString()).isEqualTo(first);
    }

    private static String id(HttpResponse<String> answer) {
        return JSON.readTree(answer.body()).path("data").path("id").asString();
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).path("code").asString()).isEqualTo(code);
        assertThat(JSON.readTree(answer.body()).path("success").asBoolean()).isFalse();
    }

    private HttpResponse<String> upload(byte[] body, String type) {
        return send("POST", "/api/uploads", body, type);
    }

    private HttpResponse<String> send(
            String method, String path, byte @org.jspecify.annotations.Nullable [] body, String type) {
        var request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "Bearer " + token)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
