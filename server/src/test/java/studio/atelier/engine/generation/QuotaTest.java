package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import studio.atelier.engine.media.Media;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import tools.jackson.databind.JsonNode;

/// All bytes of an owner count together, and nothing is bought that would have no room.
@Tag("server")
class QuotaTest {

    private static final long PERSON_MAX = 60_000;

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of(
                "ATELIER_LIMITS",
                "off",
                "ATELIER_AUTH_SIGNUP",
                "on",
                "ATELIER_AUTH_AUTOCONFIRM",
                "on",
                "ATELIER_STORAGE_PERSON_MAX",
                PERSON_MAX + "B",
                "ATELIER_OWNER_EMAIL",
                Person.EMAIL,
                "ATELIER_OWNER_PASSWORD",
                Person.PASSWORD));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void keepsAResultThatFillsTheRoomAndRefusesWhatComesAfter() {
        Someone ada = Someone.signsUp(server, "ada@example.org");
        fillTo(ada, PERSON_MAX - 1);
        String last = generate(ada).at("/data/id").asString();
        Awaitility.await("the result that was bought is kept")
                .until(() -> ada.data("GET", "/api/generations/" + last, null)
                        .path("status")
                        .asString()
                        .equals("completed"));

        JsonNode refused = generate(ada);

        assertThat(refused.path("code").asString()).isEqualTo("storage.quota_used_up");
        assertThat(refused.path("status").asInt()).isEqualTo(403);
        assertThat(refused.path("quota_bytes").asLong()).isEqualTo(PERSON_MAX);
        assertThat(ada.data("GET", "/api/generations", null).path("generations").size())
                .isEqualTo(1);
        assertThat(ada.data("GET", "/api/storage/usage", null).path("bytes").asLong())
                .isGreaterThan(PERSON_MAX);
        assertThat(Someone.json(ada.post("/api/generate", body("text", "demo-text")))
                        .at("/data/status")
                        .asString(""))
                .as("words need no room")
                .isNotEmpty();
    }

    @Test
    void countsNobodyElsesFiles() {
        Someone bea = Someone.signsUp(server, "bea@example.org");
        Someone cem = Someone.signsUp(server, "cem@example.org");
        fillTo(bea, PERSON_MAX);

        assertThat(generate(bea).path("code").asString()).isEqualTo("storage.quota_used_up");
        assertThat(generate(cem).at("/data/id").asString("")).isNotEmpty();
    }

    @Test
    void uploadsAtTheSameTimeNeverTakeMoreThanIsLeft() throws Exception {
        Someone dan = Someone.signsUp(server, "dan@example.org");
        Actor actor = Actor.person(dan.id());
        byte[] picture = noise();
        fillTo(dan, PERSON_MAX - 2L * picture.length - 8_000);
        Media media = server.room(Media.class);

        try (var pool = Executors.newFixedThreadPool(4)) {
            List<Callable<Boolean>> uploads = IntStream.range(0, 4)
                    .<Callable<Boolean>>mapToObj(_ -> () -> {
                        try {
                            media.upload(actor, new ByteArrayInputStream(picture), "image/png");
                            return true;
                        } catch (ProblemException refused) {
                            assertThat(refused.problem().code().code()).isEqualTo("storage.quota_used_up");
                            return false;
                        }
                    })
                    .toList();
            long kept = 0;
            for (var one : pool.invokeAll(uploads)) {
                kept += one.get() ? 1 : 0;
            }
            assertThat(kept).isBetween(1L, 2L);
        }
        assertThat(dan.data("GET", "/api/storage/usage", null).path("bytes").asLong())
                .isLessThanOrEqualTo(PERSON_MAX);
        assertThat(dan.post("/api/uploads", "not a picture").statusCode()).isIn(403, 415);
    }

    /// As if files of that size were there.
    private static void fillTo(Someone person, long bytes) {
        server.database()
                .asOwner()
                .sql("""
                        with blob as (
                          insert into atelier.blobs (id, tenant_id, sha256, size_bytes)
                          values (gen_random_uuid(), :owner, sha256(convert_to(cast(:owner as text), 'UTF8')), :bytes)
                          returning id
                        )
                        insert into storage.objects (id, bucket_id, name, owner, owner_id, blob_id, metadata)
                        select gen_random_uuid(), 'user-uploads', :owner || '/filler', :owner, cast(:owner as text), id,
                               jsonb_build_object('size', :bytes)
                        from blob
                        """)
                .param("owner", person.id())
                .param("bytes", bytes)
                .update();
    }

    private static JsonNode generate(Someone person) {
        return Someone.json(person.post("/api/generate", body("image", "demo-image")));
    }

    private static String body(String type, String model) {
        return "{\"provider\":\"demo\",\"model\":\"%s\",\"generation_type\":\"%s\",\"prompt\":\"a boat\"}"
                .formatted(model, type);
    }

    /// A picture that does not become smaller.
    private static byte[] noise() {
        var random = new java.util.Random(7);
        var image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < 64 * 64; pixel++) {
            image.setRGB(pixel % 64, pixel / 64, random.nextInt());
        }
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.toByteArray();
    }
}
