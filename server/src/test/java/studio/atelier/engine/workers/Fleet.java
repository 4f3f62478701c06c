package studio.atelier.engine.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import tools.jackson.databind.JsonNode;

/// A server with kinds of jobs of its own, its administrator, a person with credits, and workers that are
/// made as they are needed.
record Fleet(RunningServer server, Someone admin, Someone person) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// @param kinds job kinds with a model of the same name each, a cent a picture
    static Fleet start(Map<String, String> settings, String... kinds) {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "ATELIER_LIMITS", "off",
                "ATELIER_AUTH_SIGNUP", "on",
                "ATELIER_AUTH_AUTOCONFIRM", "on",
                "ATELIER_RUN_ATTEMPTS", "2",
                "ATELIER_OWNER_EMAIL", "owner@example.org",
                "ATELIER_OWNER_PASSWORD", Someone.PASSWORD));
        all.putAll(settings);
        Map<String, String> files = new LinkedHashMap<>();
        Arrays.stream(kinds).forEach(kind -> files.put("catalog/workers/" + kind + ".yaml", model(kind)));
        RunningServer server = RunningServer.start(all, files);
        Someone admin = Someone.signsIn(server, "owner@example.org");
        Someone person = Someone.signsUp(server, "ada@example.org");
        var granted = admin.post("/api/admin/credits", """
                {"user_id":"%s","amount_micros":1000000,"reason":"tests"}
                """.formatted(person.id()));
        assertThat(granted.statusCode()).as(granted.body()).isEqualTo(201);
        return new Fleet(server, admin, person);
    }

    private static String model(String kind) {
        return """
                display_name: %s
                description: Paints on a worker.
                type: image
                capabilities: [text_to_image, image_reference]
                references_max: 2
                parameters:
                  n: {title: Pictures, type: integer, minimum: 1, maximum: 4, default: 1}
                price: {kind: image, usd: 0.01, source: ours, as_of: "2026-11-01"}
                wire: {endpoint: %s}
                """.formatted(kind, kind);
    }

    /// A worker with its credential.
    record Member(Fleet fleet, String id, String credential) {

        HttpResponse<String> send(String method, String path, @Nullable String body) {
            return fleet.server.send(method, path, body, "Authorization", "Bearer " + credential);
        }

        HttpResponse<String> post(String path, String body) {
            return send("POST", "/api/worker/v1/" + path, body);
        }

        JsonNode said(String path, String body) {
            return good(post(path, body));
        }

        JsonNode register() {
            return said("register", "{\"version\":\"test\",\"vram_total_bytes\":51539607552}");
        }

        /// The next job, which must be there.
        JsonNode lease() {
            JsonNode job = said("lease", "{\"wait_seconds\":20}").path("job");
            assertThat(job.isObject()).as("there is a job").isTrue();
            return job;
        }

        HttpResponse<String> upload(JsonNode job, int position, byte[] bytes, String... headers) {
            var request = HttpRequest.newBuilder(URI.create(fleet.server.url() + "/api/worker/v1/outputs/"
                            + job.path("job_id").asString() + "/" + position + "?lease_token="
                            + job.path("lease_token").asString()))
                    .header("Authorization", "Bearer " + credential)
                    .header("Content-Type", "image/png")
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes));
            for (int at = 0; at < headers.length; at += 2) {
                request.header(headers[at], headers[at + 1]);
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

        HttpResponse<String> on(JsonNode job, String verb, String more) {
            return post(
                    "jobs/" + job.path("job_id").asString() + "/" + verb,
                    "{\"lease_token\":\"" + job.path("lease_token").asString() + "\"" + more + "}");
        }

        HttpResponse<String> complete(JsonNode job) {
            return on(job, "complete", "");
        }
    }

    static JsonNode good(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return Someone.json(answer).path("data");
    }

    /// @param kinds as JSON strings, separated by commas
    Member member(String name, String kinds) {
        JsonNode made = good(admin.post(
                "/api/workers", "{\"name\":\"" + name + "\",\"job_kinds\":[" + kinds + "],\"labels\":[\"vram48\"]}"));
        return new Member(
                this, made.at("/worker/id").asString(), made.path("credential").asString());
    }

    /// A worker for one kind that has come.
    Member working(String kind) {
        Member member = member(kind + " " + UUID.randomUUID(), "\"" + kind + "\"");
        member.register();
        return member;
    }

    /// The person asks for a picture.
    ///
    /// @return id of the generation
    String asks(String kind) {
        return good(person.post(
                        "/api/generate",
                        "{\"provider\":\"workers\",\"model\":\"" + kind
                                + "\",\"generation_type\":\"image\",\"prompt\":\"a red fox\"}"))
                .path("id")
                .asString();
    }

    JsonNode row(String id) {
        return good(person.get("/api/generations/" + id));
    }

    JsonNode awaitEnd(String id) {
        return Awaitility.await("generation " + id)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> row(id), row -> row.path("status").asString().matches("completed|failed|cancelled"));
    }

    JsonNode shown(Member member) {
        return good(admin.get("/api/workers/" + member.id()));
    }

    /// As if the worker had been silent for too long.
    void runOut(String id) {
        server.database()
                .asOwner()
                .sql("update atelier.generation_runs set leased_until = now() - interval '1 second'"
                        + " where generation_id = :id::uuid")
                .param("id", id)
                .update();
    }

    /// Micro-USD that the ledger says were charged for a generation.
    long charged(String id) {
        return number("select coalesce(sum(charged_micros), 0) from atelier.reservations where id = '" + id + "'");
    }

    long held(String id) {
        return number("select count(*) from atelier.reservations where id = '" + id + "' and state = 'open'");
    }

    long number(String sql) {
        return server.database().asOwner().sql(sql).query(Long.class).single();
    }

    static byte[] picture() {
        try {
            var bytes = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "png", bytes);
            return bytes.toByteArray();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
