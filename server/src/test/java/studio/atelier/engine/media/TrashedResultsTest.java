package studio.atelier.engine.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import studio.atelier.platform.database.Transactions;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// A result whose file is removed through the storage API, and what comes back with the file.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_LIMITS=off"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrashedResultsTest {

    private final RunningServer server;
    private final Media media;
    private final Transactions transactions;
    private Someone ada;
    private Someone eve;

    TrashedResultsTest(RunningServer server) {
        this.server = server;
        this.media = server.room(Media.class);
        this.transactions = server.room(Transactions.class);
    }

    @BeforeAll
    void arrange() {
        ada = Someone.signsUp(server, "ada@example.org");
        eve = Someone.signsUp(server, "eve@example.org");
    }

    @Test
    void comesBackIntoItsGenerationWithItsSmallPicturesAndItsAddress() throws IOException {
        Asset result = result(ada, generation(ada));
        Asset.Files files = result.files();

        remove(ada, files.bucketId(), files.objectName());

        assertThat(outputs(result)).isEmpty();
        assertThat(ada.get("/media/" + result.token()).statusCode()).isEqualTo(404);
        assertThat(trash(ada)).extracting(each -> each.path("name").asString()).containsExactly(files.objectName());
        assertThat(eve.post("/api/storage/trash/" + trashed(ada) + "/restore", "")
                        .statusCode())
                .isEqualTo(404);

        ada.data("POST", "/api/storage/trash/" + trashed(ada) + "/restore", "");

        assertThat(outputs(result))
                .singleElement()
                .satisfies(again -> assertThat(again).isEqualTo(result));
        assertThat(ada.get("/media/" + result.token() + "/thumbnail").statusCode())
                .isEqualTo(200);
        assertThat(ada.get("/media/" + result.token()).statusCode()).isEqualTo(200);
        assertThat(trash(ada)).isEmpty();
        assertThat(left("atelier.trashed_objects")).isZero();
        assertThat(left("atelier.trashed_assets")).isZero();
    }

    @Test
    void comesBackWithoutTheSmallPicturesWhoseNamesAreTaken() throws IOException {
        Asset result = result(ada, generation(ada));
        Asset.Files files = result.files();
        remove(ada, files.bucketId(), files.objectName());
        server.database()
                .asOwner()
                .sql("delete from atelier.trashed_objects where part_of is not null and name = :name")
                .param("name", files.thumbnailName())
                .update();

        ada.data("POST", "/api/storage/trash/" + trashed(ada) + "/restore", "");

        assertThat(outputs(result)).singleElement().satisfies(again -> {
            assertThat(again.files().thumbnailName()).isNull();
            assertThat(again.files().previewName()).isEqualTo(files.previewName());
        });
    }

    @Test
    void comesBackAsAFileWhenItsGenerationIsGoneForGood() throws IOException {
        UUID generation = generation(ada);
        Asset result = result(ada, generation);
        remove(ada, result.files().bucketId(), result.files().objectName());
        server.database()
                .asOwner()
                .sql("delete from public.generations where id = :id")
                .param("id", generation)
                .update();

        ada.data("POST", "/api/storage/trash/" + trashed(ada) + "/restore", "");

        assertThat(outputs(result)).isEmpty();
        assertThat(ada.send(
                                "HEAD",
                                "/storage/v1/object/authenticated/"
                                        + result.files().bucketId() + "/"
                                        + result.files().objectName(),
                                null)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aFolderRemovedAtOnceWaitsAsOneEntryForEachResult() throws IOException {
        Asset result = result(ada, generation(ada));
        Asset.Files files = result.files();

        remove(ada, files.bucketId(), files.objectName(), String.valueOf(files.thumbnailName()));

        assertThat(trash(ada)).extracting(each -> each.path("name").asString()).containsExactly(files.objectName());
        ada.data("POST", "/api/storage/trash/" + trashed(ada) + "/restore", "");
        assertThat(outputs(result)).containsExactly(result);
    }

    @Test
    void isGoneWithEverythingWhenTheTrashIsEmptied() throws IOException {
        Asset result = result(ada, generation(ada));
        remove(ada, result.files().bucketId(), result.files().objectName());

        assertThat(ada.data("DELETE", "/api/storage/trash", null)
                        .path("objects")
                        .asInt())
                .isEqualTo(1);

        assertThat(left("atelier.trashed_objects")).isZero();
        assertThat(left("atelier.trashed_assets")).isZero();
        assertThat(server.database()
                        .asOwner()
                        .sql("select coalesce(sum(ref_count), 0) from atelier.blobs where tenant_id = :tenant")
                        .param("tenant", ada.id())
                        .query(Long.class)
                        .single())
                .isEqualTo(server.database()
                        .asOwner()
                        .sql("select count(*) from storage.objects where owner_id = :owner and blob_id is not null")
                        .param("owner", ada.id().toString())
                        .query(Long.class)
                        .single());
    }

    private void remove(Someone who, String bucket, String... names) {
        String list = "[\"" + String.join("\",\"", names) + "\"]";
        var answer = who.send("DELETE", "/storage/v1/object/" + bucket, "{\"prefixes\":" + list + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static List<JsonNode> trash(Someone who) {
        return who.data("GET", "/api/storage/trash", null)
                .path("objects")
                .valueStream()
                .toList();
    }

    private static String trashed(Someone who) {
        return trash(who).getFirst().path("id").asString();
    }

    private List<Asset> outputs(Asset result) {
        return transactions.asSystem("test", tx -> media.find(tx, result.id())).stream()
                .toList();
    }

    private long left(String table) {
        return server.database()
                .asOwner()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    private Asset result(Someone who, UUID generation) throws IOException {
        var made = new Provenance(
                Provenance.SourceType.ALGORITHMIC_MEDIA,
                "demo/demo-image",
                "a red boat",
                7L,
                generation.toString(),
                Instant.EPOCH,
                Map.of());
        var hints = MediaHints.result(MediaOwner.person(who.id()), "image/png", MediaKind.IMAGE, made);
        StagedMedia staged = media.stage(new ByteArrayInputStream(Samples.picture("png", 700, 500)), hints);
        Asset kept = transactions.asSystem("test", tx -> media.keep(tx, generation, 0, staged));
        // As the database has it: to the microsecond.
        return outputs(kept).getFirst();
    }

    private UUID generation(Someone who) {
        UUID id = server.database().ids().next();
        server.database()
                .asOwner()
                .sql("""
                        insert into public.generations (id, user_id, provider, model, generation_type, prompt, status)
                        values (:id, :person, 'demo', 'demo-image', 'image', 'a red boat', 'draft')
                        """)
                .param("id", id)
                .param("person", who.id())
                .update();
        return id;
    }
}
