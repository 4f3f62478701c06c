package studio.atelier.testkit;

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
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What one person hears at `/api/events`.
public record LiveNews(BufferedReader lines) implements AutoCloseable {

    /// Listens from now on.
    ///
    /// @param token the person's access token
    public static LiveNews of(RunningServer server, HttpClient client, String token)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = client.send(
                HttpRequest.newBuilder(URI.create(server.url() + "/api/events"))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo(": live");
        return new LiveNews(lines);
    }

    /// The next of a name that is meant, whatever comes before: what others did earlier may arrive late.
    public JsonNode next(String event, Predicate<JsonNode> meant) throws IOException {
        JsonNode news = next(event);
        while (!meant.test(news)) {
            news = next(event);
        }
        return news;
    }

    /// The next of a name, whatever comes before.
    public JsonNode next(String event) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.equals("event: " + event)) {
            line = lines.readLine();
        }
        assertThat(line).as("the stream ended").isNotNull();
        return JsonMapper.shared().readTree(lines.readLine().substring("data: ".length()));
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
