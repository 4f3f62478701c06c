package studio.atelier;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.money.Micros;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Uses a server for a while, so that the JVM which watches it (`-XX:AOTCacheOutput`) can keep what every start
/// and every first request would otherwise learn anew. `./atelier` does this once after a build, on a folder
/// that is thrown away.
final class Training {

    private static final String EMAIL = "training@atelier.example";
    private static final String PASSWORD = "a pass phrase that opens nothing";
    private static final int CLIENTS = 8;
    private static final int PICTURES = 3;
    private static final Micros CREDITS = Micros.of(1_000_000_000_000L);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);
    private static final Duration PICTURE_LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /// What the gateway is asked, whole and as a stream, and what waits in the queue.
    private static final List<Map.Entry<String, Map<String, Object>>> RUNS = List.of(
            Map.entry("/v1/chat/completions", chat(false)),
            Map.entry("/v1/chat/completions", chat(true)),
            Map.entry(
                    "/api/generate",
                    Map.of(
                            "provider", "openai",
                            "model", TrainingProvider.MODEL,
                            "generation_type", "text",
                            "prompt", "a lighthouse at dusk")));

    /// What front ends and the studio ask most.
    private static final List<String> READS = List.of(
            "/rest/v1/generations?select=id,status,model,prompt,cost_micros,created_at&order=created_at.desc&limit=20",
            "/rest/v1/projects?select=id,name,created_at&name=ilike.*training*&order=created_at.desc",
            "/rest/v1/projects?select=*,generations(id,status)&limit=10",
            "/rest/v1/generations?select=id&status=in.(completed,failed)&created_at=gt.2020-01-01&limit=5",
            "/api/generations?limit=30",
            "/auth/v1/user",
            "/api/session");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(REQUEST_LIMIT)
            .build();
    private final String url;
    private String token = "";

    private Training(String url) {
        this.url = url;
    }

    /// @param folder for the data; deleted by whoever made it
    /// @param length of reading, and of running
    /// @return requests answered
    /// @throws IllegalStateException when one is not answered as it should be
    static long run(Path folder, Duration length) {
        try (var provider = new TrainingProvider()) {
            return run(folder, length, provider);
        }
    }

    private static long run(Path folder, Duration length, TrainingProvider provider) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ATELIER_DATA", folder.toString());
        settings.put("ATELIER_PORT", "0");
        settings.put("ATELIER_LIMITS", "off");
        settings.put("ATELIER_OUTBOUND_ALLOW", provider.place());
        settings.put("ATELIER_OWNER_EMAIL", EMAIL);
        settings.put("ATELIER_OWNER_PASSWORD", PASSWORD);
        try (var server = new Server(settings)) {
            server.start();
            return new Training(server.url()).work(length, provider);
        }
    }

    private long work(Duration length, TrainingProvider provider) {
        JsonNode session = send("POST", "/api/auth/signin", Map.of("email", EMAIL, "password", PASSWORD));
        token = session.path("access_token").asString();
        send("POST", "/api/projects", Map.of("name", "training"));
        for (int picture = 0; picture < PICTURES; picture++) {
            draw("a lighthouse at dusk, " + picture);
        }
        send(
                "PUT",
                "/api/admin/provider-keys/openai",
                Map.of("api_key", "sk-that-opens-nothing-at-all", "base_url", "http://" + provider.place() + "/v1"));
        send(
                "POST",
                "/api/admin/credits",
                Map.of(
                        "user_id", session.path("user").path("id").asString(),
                        "amount_micros", CREDITS.value(),
                        "reason", "training"));
        String key = send("POST", "/api/access-keys", Map.of("name", "training"))
                .path("key")
                .asString();
        // One after the other: a run takes the time of many reads, and both are to be learnt.
        return use(true, key, length) + use(false, key, length);
    }

    private static Map<String, Object> chat(boolean stream) {
        return Map.of(
                "model",
                "openai/" + TrainingProvider.MODEL,
                "stream",
                stream,
                "messages",
                List.of(Map.of("role", "user", "content", "a lighthouse at dusk")));
    }

    private void draw(String prompt) {
        String id = send(
                        "POST",
                        "/api/generate",
                        Map.of("provider", "demo", "model", "demo-image", "generation_type", "image", "prompt", prompt))
                .path("id")
                .asString();
        long end = System.nanoTime() + PICTURE_LIMIT.toNanos();
        JsonNode generation = send("GET", "/api/generations/" + id, null);
        while (!generation.path("status").asString().equals("completed")) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the picture is not completed: " + generation);
            }
            pause();
            generation = send("GET", "/api/generations/" + id, null);
        }
        JsonNode output = generation.path("result").path("outputs").path(0);
        ask("GET", output.path("url").asString(), null);
        ask("GET", output.path("thumbnail_url").asString(), null);
    }

    /// @param reads whether they read, or run
    private long use(boolean reads, String key, Duration length) {
        long end = System.nanoTime() + length.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> counts = IntStream.range(0, CLIENTS)
                    .mapToObj(_ -> threads.submit(() -> use(reads, key, end)))
                    .toList();
            long sum = 0;
            for (Future<Long> count : counts) {
                sum += count.get();
            }
            return sum;
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupted) {
            throw stopped(interrupted);
        }
    }

    private long use(boolean reads, String key, long end) {
        long count = 0;
        while (System.nanoTime() < end) {
            if (reads) {
                ask("GET", READS.get((int) (count++ % READS.size())), null);
            } else {
                var run = RUNS.get((int) (count++ % RUNS.size()));
                ask("POST", run.getKey(), run.getValue(), run.getKey().startsWith("/v1/") ? key : token);
            }
        }
        return count;
    }

    /// @return what the answer carries as `data`
    private JsonNode send(String method, String path, @Nullable Object body) {
        return JsonMapper.shared().readTree(ask(method, path, body)).path("data");
    }

    private byte[] ask(String method, String path, @Nullable Object body) {
        return ask(method, path, body, token);
    }

    private byte[] ask(String method, String path, @Nullable Object body, String bearer) {
        var content = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(JsonMapper.shared().writeValueAsBytes(body));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url).resolve(path))
                .timeout(REQUEST_LIMIT)
                .method(method, content)
                .header("Authorization", "Bearer " + bearer)
                .header("Content-Type", "application/json")
                .build();
        try {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(method + " " + path + " was answered " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException failure) {
            throw new IllegalStateException(method + " " + path + " was not answered", failure);
        } catch (InterruptedException interrupted) {
            throw stopped(interrupted);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
            throw stopped(interrupted);
        }
    }

    private static IllegalStateException stopped(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("stopped", interrupted);
    }
}
