package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import studio.atelier.testkit.HttpProbe;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A worker that outlives the servers it works for, and remembers by prompt what it was given. Thread-safe.
///
/// @param http the server of the moment
record WorkerHand(Supplier<HttpProbe> http, String credential, Map<String, JsonNode> jobs) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final byte[] PICTURE = picture();

    /// @param admin of the server
    /// @param kinds what it can do
    static WorkerHand hire(Person admin, Supplier<HttpProbe> http, List<String> kinds) {
        String names = kinds.stream().map(kind -> "\"" + kind + "\"").collect(Collectors.joining(","));
        String credential = admin.data("POST", "/api/workers", "{\"name\":\"hand\",\"job_kinds\":[" + names + "]}")
                .path("credential")
                .asString();
        WorkerHand hand = new WorkerHand(http, credential, new ConcurrentHashMap<>());
        hand.good("register", "{\"version\":\"test\"}");
        return hand;
    }

    /// Takes the next job of a kind, if there is one.
    boolean lease(String kind) {
        JsonNode job = good("lease", "{\"wait_seconds\":5,\"job_kinds\":[\"" + kind + "\"]}")
                .path("job");
        if (job.isObject()) {
            jobs.put(job.path("prompt").asString(), job);
        }
        return job.isObject();
    }

    void upload(String prompt) {
        JsonNode job = job(prompt);
        String path = "/api/worker/v1/outputs/" + job.path("job_id").asString() + "/0?lease_token="
                + job.path("lease_token").asString();
        var request = HttpRequest.newBuilder(URI.create(http.get().base() + path))
                .header("Authorization", "Bearer " + credential)
                .header("Content-Type", "image/png")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(PICTURE));
        try {
            good(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /// @return what became of it
    String complete(String prompt) {
        return on(prompt, "complete", "");
    }

    /// @return what became of it
    String fail(String prompt) {
        return on(prompt, "fail", ",\"error\":\"no such checkpoint\",\"retry\":false");
    }

    private String on(String prompt, String verb, String more) {
        JsonNode job = job(prompt);
        return good(
                        "jobs/" + job.path("job_id").asString() + "/" + verb,
                        "{\"lease_token\":\"" + job.path("lease_token").asString() + "\"" + more + "}")
                .path("status")
                .asString();
    }

    private JsonNode job(String prompt) {
        JsonNode job = jobs.get(prompt);
        assertThat(job).as("the job of " + prompt).isNotNull();
        return job;
    }

    private JsonNode good(String path, @Nullable String json) {
        return good(http.get().send("POST", "/api/worker/v1/" + path, json, "Authorization", "Bearer " + credential));
    }

    private static JsonNode good(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JSON.readTree(answer.body()).path("data");
    }

    private static byte[] picture() {
        try {
            var bytes = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "png", bytes);
            return bytes.toByteArray();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
