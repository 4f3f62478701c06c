package studio.atelier.platform.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@WithServer({"ATELIER_OWNER_EMAIL=owner@example.org", "ATELIER_OWNER_PASSWORD=correct horse battery staple"})
class EventsResourceTest {

    private final RunningServer server;

    EventsResourceTest(RunningServer server) {
        this.server = server;
    }

    @Test
    void refusesWhoIsNotSignedIn() {
        assertThat(server.get("/api/events").statusCode()).isEqualTo(401);
    }

    @Test
    void streamsToASignedInPerson() throws IOException, InterruptedException {
        JsonNode session = JsonMapper.shared()
                .readTree(server.post("/api/auth/signin", """
                                {"email": "owner@example.org", "password": "correct horse battery staple"}
                                """).body())
                .get("data");
        UUID person = UUID.fromString(session.get("user").get("id").asString());
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> answer = client.send(
                    HttpRequest.newBuilder(URI.create(server.url() + "/api/events"))
                            .header(
                                    "Authorization",
                                    "Bearer " + session.get("access_token").asString())
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("content-type").orElse(""))
                        .startsWith("text/event-stream");
                assertThat(lines.readLine()).isEqualTo(": live");

                server.room(Feed.class).tell(person, "progress", Map.of("progress", 1));

                assertThat(until(lines, "event: progress")).isEqualTo("event: progress");
                assertThat(lines.readLine()).isEqualTo("data: {\"progress\":1}");
            }
            client.shutdownNow();
        }
    }

    private static String until(BufferedReader lines, String wanted) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.equals(wanted)) {
            line = lines.readLine();
        }
        return String.valueOf(line);
    }
}
