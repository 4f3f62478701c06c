package studio.atelier.surfaces.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.surfaces.storage.StorageClient.good;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What open pages of a person hear of files and of what is deleted for good, and that nobody else hears it.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_LIMITS=off"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveNewsTest extends StoragePeople {

    LiveNewsTest(RunningServer server) {
        super(server);
    }

    @Test
    void theOwnerHearsOfUploadsAndRemovalsAndOfNobodyElses() throws Exception {
        String hers = "user-uploads/" + adaHerself.id() + "/news.txt";
        Someone eveHerself = Someone.signsIn(server, "eve@example.org");
        try (HttpClient client = HttpClient.newHttpClient();
                BufferedReader lines = events(client, adaHerself)) {
            eve.upload("user-uploads/" + eveHerself.id() + "/theirs.txt", "x", "Content-Type", "text/plain");
            good(ada.upload(hers, "x", "Content-Type", "text/plain"));
            JsonNode came = next(lines, "storage");
            good(ada.json("DELETE", "/object/user-uploads", "{\"prefixes\":[\"" + adaHerself.id() + "/news.txt\"]}"));
            JsonNode went = next(lines, "storage");

            assertThat(came.path("name").asString()).isEqualTo(adaHerself.id() + "/news.txt");
            assertThat(came.path("gone").asBoolean()).isFalse();
            assertThat(went.path("bucket_id").asString()).isEqualTo("user-uploads");
            assertThat(went.path("gone").asBoolean()).isTrue();
            client.shutdownNow();
        }
    }

    @Test
    void theOwnerHearsOfAGenerationThatIsDeletedForGood() throws Exception {
        UUID theirs = generation(Someone.signsIn(server, "eve@example.org").id());
        UUID hers = generation(adaHerself.id());
        try (HttpClient client = HttpClient.newHttpClient();
                BufferedReader lines = events(client, adaHerself)) {
            delete(theirs);
            delete(hers);

            assertThat(next(lines, "generation_deleted").path("id").asString()).isEqualTo(hers.toString());
            client.shutdownNow();
        }
        assertThat(server.database()
                        .asOwner()
                        .sql("select count(*) from atelier.deleted_generations")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private UUID generation(UUID person) {
        UUID id = UUID.randomUUID();
        server.database()
                .asOwner()
                .sql("""
                        insert into public.generations (id, user_id, provider, model, generation_type, prompt, status)
                        values (:id, :person, 'demo', 'demo-image', 'image', 'gone soon', 'draft')
                        """)
                .param("id", id)
                .param("person", person)
                .update();
        return id;
    }

    private void delete(UUID generation) {
        server.database()
                .asOwner()
                .sql("delete from public.generations where id = :id")
                .param("id", generation)
                .update();
    }

    private BufferedReader events(HttpClient client, Someone person) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = client.send(
                HttpRequest.newBuilder(URI.create(server.url() + "/api/events"))
                        .header("Authorization", "Bearer " + person.token())
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo(": live");
        return lines;
    }

    private static JsonNode next(BufferedReader lines, String event) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.equals("event: " + event)) {
            line = lines.readLine();
        }
        assertThat(line).as("the stream ended").isNotNull();
        return JsonMapper.shared().readTree(lines.readLine().substring("data: ".length()));
    }
}
