package studio.atelier.surfaces.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.fake.FakeProviderProcess;
import tools.jackson.databind.JsonNode;

/// Streams over real sockets: nothing is held back, and whoever leaves pays for what was said until then.
@Tag("server")
@Tag("process")
class GatewayStreamsTest {

    private static final int PATIENCE_MS = 30_000;

    @TempDir
    static Path folder;

    private static FakeProviderProcess fake;
    private static RunningServer server;
    private static Someone person;

    @BeforeAll
    static void start() throws IOException {
        fake = FakeProviderProcess.start(folder);
        server = RunningServer.start(Map.of(
                "ATELIER_LIMITS",
                "off",
                "ATELIER_OUTBOUND_ALLOW",
                fake.place(),
                "ATELIER_OWNER_EMAIL",
                "owner@example.org",
                "ATELIER_OWNER_PASSWORD",
                Someone.PASSWORD));
        person = Someone.signsIn(server, "owner@example.org");
        var added = person.post("/api/api-keys", """
                {"provider":"openai","key_name":"fake","api_key":"sk-streams-canary-1","base_url":"%s"}
                """.formatted(fake.baseUrl()));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        server.close();
        fake.close();
    }

    /// A request whose answer is read as it comes.
    private static Socket ask(String path, String body) throws IOException {
        URI url = URI.create(server.url());
        var socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout(PATIENCE_MS);
        byte[] bytes = body.getBytes(UTF_8);
        socket.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nAuthorization: Bearer "
                                + person.token() + "\r\nContent-Type: application/json\r\nContent-Length: "
                                + bytes.length + "\r\n\r\n")
                        .getBytes(UTF_8));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return socket;
    }

    /// Reads until the text is there.
    private static String until(Socket socket, String text) throws IOException {
        var read = new StringBuilder();
        byte[] buffer = new byte[8 << 10];
        while (read.indexOf(text) < 0) {
            int count = socket.getInputStream().read(buffer);
            assertThat(count).as(read.toString()).isPositive();
            read.append(new String(buffer, 0, count, UTF_8));
        }
        return read.toString();
    }

    private static String chat(String words) {
        return """
                {"model":"openai/gpt-6-luna","stream":true,"messages":[{"role":"user","content":"%s"}]}""".formatted(words);
    }

    private static String response(String words) {
        return """
                {"model":"openai/gpt-6-luna","stream":true,"input":"%s"}""".formatted(words);
    }

    private static String generation(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("x-atelier-generation-id: "))
                .map(line -> line.substring(line.indexOf(' ') + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    /// The provider waits in the middle of its answer, and what it said until then has to be here.
    @Test
    void handsOnTheFirstWordBeforeTheLastIsSaid() throws IOException {
        fake.reset();
        try (Socket chat = ask("/v1/chat/completions", chat("fake:hold-stream about kites"));
                Socket response = ask("/v1/responses", response("fake:hold-stream about boats"))) {
            assertThat(until(chat, "\"content\":\"This"))
                    .contains("text/event-stream")
                    .doesNotContain("[DONE]");
            assertThat(until(response, "\"delta\":\"This")).doesNotContain("response.completed");

            fake.release();

            assertThat(until(chat, "[DONE]")).contains("kites");
            assertThat(until(response, "response.completed")).contains("boats");
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions, content", "/v1/responses, delta"})
    void stopsAndChargesWhatWasSaidWhenTheClientLeaves(String path, String field) throws IOException {
        fake.reset();
        String words = "fake:drip=100 fake:long about kites";
        String id;
        try (Socket socket = ask(path, path.endsWith("responses") ? response(words) : chat(words))) {
            id = generation(until(socket, "\"" + field + "\":\"This"));
            socket.setSoLinger(true, 0);
        }

        JsonNode row = Awaitility.await()
                .atMost(Duration.ofMillis(PATIENCE_MS))
                .until(
                        () -> person.data("GET", "/api/generations/" + id, null),
                        now -> !now.path("status").asString().equals("running"));
        assertThat(row.path("status").asString()).isEqualTo("cancelled");
        assertThat(row.path("cost_micros").asLong())
                .isPositive()
                .isLessThan(row.path("estimate_micros").asLong());
        assertThat(row.at("/result/content").asString()).startsWith("This");
    }
}
