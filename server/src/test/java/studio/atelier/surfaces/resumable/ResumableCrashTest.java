package studio.atelier.surfaces.resumable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.database.TestCluster;
import studio.atelier.testkit.ServerProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The server is killed in the middle of a part. What was answered is there, the upload goes on from there,
/// and the object is byte for byte what was sent.
@Tag("process")
class ResumableCrashTest {

    private static final int PART = 3_000_000;
    private static final Map<String, String> SETTINGS = Map.of(
            "ATELIER_LIMITS", "off",
            "ATELIER_OWNER_EMAIL", "owner@example.org",
            "ATELIER_OWNER_PASSWORD", "correct horse battery");

    private final byte[] content = new byte[3 * PART];

    ResumableCrashTest() {
        new Random(20261121).nextBytes(content);
    }

    @Test
    void goesOnAfterKillNine() throws Exception {
        Path data = TestCluster.folder("resumable");
        String path;
        try (var server = ServerProcess.start(data, SETTINGS)) {
            JsonNode session = signIn(server);
            path = begin(server, session);
            var first = patch(server, token(session), path, 0, PART);
            assertThat(first.statusCode()).isEqualTo(204);
            try (Socket socket = halfAPart(server, token(session), path)) {
                Awaitility.await().until(() -> partBytes(data) > PART);
                server.kill();
                assertThat(socket.isConnected()).isTrue();
            }
        }

        try (var again = ServerProcess.start(data, SETTINGS)) {
            String token = token(signIn(again));
            long offset = offset(again, token, path);
            assertThat(offset).isBetween((long) PART, 2L * PART);
            var rest = patch(again, token, path, (int) offset, content.length);
            assertThat(rest.statusCode()).as(new String(rest.body(), UTF_8)).isEqualTo(204);
            assertThat(rest.headers().firstValue("Tus-Complete")).contains("1");
        }

        assertThat(stored(data)).isEqualTo(1);
        TestCluster.deleteFolder(data);
    }

    private static JsonNode signIn(ServerProcess server) {
        var answer = server.http()
                .send(
                        "POST",
                        "/api/auth/signin",
                        "{\"email\":\"owner@example.org\",\"password\":\"correct horse battery\"}");
        return JsonMapper.shared().readTree(answer.body()).path("data");
    }

    private static String token(JsonNode session) {
        return session.path("access_token").asString();
    }

    /// @return the path of the upload
    private String begin(ServerProcess server, JsonNode session) throws Exception {
        String name = session.at("/user/id").asString() + "/large.bin";
        var request = request(server, token(session), ResumableResource.PREFIX)
                .header("Upload-Length", Integer.toString(content.length))
                .header("Upload-Metadata", "bucketName " + base64("user-uploads") + ",objectName " + base64(name))
                .POST(BodyPublishers.noBody());
        var answer = send(request);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(201);
        return URI.create(answer.headers().firstValue("Location").orElseThrow()).getPath();
    }

    private HttpResponse<byte[]> patch(ServerProcess server, String token, String path, int from, int to)
            throws Exception {
        return send(request(server, token, path)
                .header("Upload-Offset", Integer.toString(from))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", BodyPublishers.ofByteArray(Arrays.copyOfRange(content, from, to))));
    }

    /// Announces a part and sends the half of it.
    private Socket halfAPart(ServerProcess server, String token, String path) throws IOException {
        URI base = URI.create(server.http().base());
        Socket socket = new Socket(base.getHost(), base.getPort());
        OutputStream out = socket.getOutputStream();
        out.write(("PATCH " + path + " HTTP/1.1\r\nHost: " + base.getAuthority() + "\r\nAuthorization: Bearer " + token
                        + "\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: " + PART
                        + "\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: " + PART + "\r\n\r\n")
                .getBytes(UTF_8));
        out.write(content, PART, PART / 2);
        out.flush();
        return socket;
    }

    private static long offset(ServerProcess server, String token, String path) throws Exception {
        var answer = send(request(server, token, path).method("HEAD", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(200);
        return Long.parseLong(answer.headers().firstValue("Upload-Offset").orElseThrow());
    }

    private static long partBytes(Path data) throws IOException {
        try (var files = Files.list(data.resolve("objects/drafts/resumable"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /// How many files have the name that the whole must have, and its bytes.
    private long stored(Path data) throws Exception {
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        try (var files = Files.walk(data.resolve("objects"))) {
            return files.filter(file -> file.endsWith(sha256))
                    .filter(file -> file.toFile().length() == content.length)
                    .count();
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static HttpRequest.Builder request(ServerProcess server, String token, String path) {
        return HttpRequest.newBuilder(URI.create(server.http().base() + path))
                .header("Authorization", "Bearer " + token)
                .header("Tus-Resumable", "1.0.0");
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        }
    }
}
