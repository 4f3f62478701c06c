package studio.atelier.surfaces.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.surfaces.storage.StorageClient.good;

import java.net.http.HttpClient;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import studio.atelier.testkit.LiveNews;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

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
                LiveNews lines = LiveNews.of(server, client, ada.token())) {
            String theirs = eveHerself.id() + "/theirs.txt";
            Predicate<JsonNode> ofThese = news -> Set.of(adaHerself.id() + "/news.txt", theirs)
                    .contains(news.path("name").asString());
            eve.upload("user-uploads/" + theirs, "x", "Content-Type", "text/plain");
            good(ada.upload(hers, "x", "Content-Type", "text/plain"));
            JsonNode came = lines.next("storage", ofThese);
            good(ada.json("DELETE", "/object/user-uploads", "{\"prefixes\":[\"" + adaHerself.id() + "/news.txt\"]}"));
            JsonNode went = lines.next("storage", ofThese);

            assertThat(came.path("name").asString()).isEqualTo(adaHerself.id() + "/news.txt");
            assertThat(came.path("gone").asBoolean()).isFalse();
            assertThat(went.path("bucket_id").asString()).isEqualTo("user-uploads");
            assertThat(went.path("gone").asBoolean()).isTrue();
            client.shutdownNow();
        }
    }

    @Test
    void theOwnerHearsOfWhatLeavesTheTrash() throws Exception {
        String name = adaHerself.id() + "/thrown-away.txt";
        good(ada.upload("user-uploads/" + name, "x", "Content-Type", "text/plain"));
        good(ada.json("DELETE", "/object/user-uploads", "{\"prefixes\":[\"" + name + "\"]}"));
        try (HttpClient client = HttpClient.newHttpClient();
                LiveNews lines = LiveNews.of(server, client, ada.token())) {
            adaHerself.data("DELETE", "/api/storage/trash", null);

            JsonNode went = lines.next(
                    "storage",
                    news -> news.path("name").asString().equals(name)
                            && news.path("gone").asBoolean());
            assertThat(went.path("bucket_id").asString()).isEqualTo("user-uploads");
            client.shutdownNow();
        }
    }

    @Test
    void theOwnerHearsOfAGenerationThatIsDeletedForGood() throws Exception {
        UUID theirs = generation(Someone.signsIn(server, "eve@example.org").id());
        UUID hers = generation(adaHerself.id());
        try (HttpClient client = HttpClient.newHttpClient();
                LiveNews lines = LiveNews.of(server, client, ada.token())) {
            delete(theirs);
            delete(hers);

            assertThat(lines.next("generation_deleted").path("id").asString()).isEqualTo(hers.toString());
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
}
