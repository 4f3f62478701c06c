package studio.atelier.testkit.fake;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Starts a fake in a process of its own, steers it and stops it.
///
/// ```java
/// try (var fal = FakeProcess.start(FakeFal.class, folder)) {
///     ...                                   // base address: fal.address()
///     fal.finish();                         // every job ends now, webhooks are delivered
///     assertThat(fal.purchases()).hasSize(1);
/// }
/// ```
public class FakeProcess implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Process process;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    FakeProcess(Class<?> fake, Path folder, int port) throws IOException {
        process = launch(fake, folder, port);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null || !line.startsWith("ready ")) {
            process.destroyForcibly();
            throw new IOException("the fake did not start: " + line);
        }
        this.port = Integer.parseInt(line.substring("ready ".length()));
    }

    /// @param fake   class with the `main` of the fake
    /// @param folder holds the file of purchases; what was sold before is remembered
    public static FakeProcess start(Class<?> fake, Path folder) throws IOException {
        return new FakeProcess(fake, folder, 0);
    }

    /// @param port 0 takes a free one
    public static FakeProcess start(Class<?> fake, Path folder, int port) throws IOException {
        return new FakeProcess(fake, folder, port);
    }

    private static Process launch(Class<?> fake, Path folder, int port) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
            // A test run that is killed must not leave providers behind.
            command.addAll(List.of("/usr/bin/setpriv", "--pdeathsig", "KILL"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                fake.getName(),
                Integer.toString(port),
                folder.resolve("purchases.jsonl").toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// `http://127.0.0.1:PORT`.
    public URI address() {
        return URI.create("http://" + place());
    }

    /// `127.0.0.1:PORT`, for the list of places that may be reached.
    public String place() {
        return "127.0.0.1:" + port;
    }

    /// From now on every answer waits, after the purchase was written down.
    public void hold() throws IOException {
        post("hold", Map.of());
    }

    public void release() throws IOException {
        post("release", Map.of());
    }

    /// The next requests meet this mode, a word of [FakeMode].
    public void mode(String mode, int times) throws IOException {
        post("mode", Map.of("mode", mode, "times", times));
    }

    public void reset() throws IOException {
        post("reset", Map.of());
    }

    /// A job is over at the look after so many; -1: only by [#finish].
    public void looks(int looks) throws IOException {
        post("looks", Map.of("looks", looks));
    }

    /// Ends all jobs under way; comes back when their webhooks were delivered.
    public void finish() throws IOException {
        post("finish", Map.of());
    }

    /// Ends one job; comes back when its webhook was delivered, or met nobody.
    public void finish(String job) throws IOException {
        post("finish", Map.of("id", job));
    }

    /// Repeats the webhook of a job that is over.
    ///
    /// @param spoil `signature`, `old`, `body`; empty for a good one
    /// @return the HTTP status that each delivery so far met
    public List<Integer> webhook(String job, int times, String spoil) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        post("webhook", Map.of("id", job, "times", times, "spoil", spoil))
                .path("deliveries")
                .forEach(each -> statuses.add(each.path("status").asInt()));
        return statuses;
    }

    public List<Purchase> purchases() throws IOException {
        List<Purchase> purchases = new ArrayList<>();
        get("purchases").path("purchases").forEach(each -> purchases.add(JSON.treeToValue(each, Purchase.class)));
        return purchases;
    }

    /// Each `id`, `sale`, `state`, `looks`, `prompt`, `webhook`.
    public JsonNode jobs() throws IOException {
        return get("jobs").path("jobs");
    }

    /// The last 500 requests: `method`, `path`, `keyed`, `type`, `bytes`, and `body` as text if it was JSON.
    public JsonNode requests() throws IOException {
        return get("requests").path("requests");
    }

    /// `requests`, `purchases`, `pictures`, `spent_micros`, `held`.
    public JsonNode stats() throws IOException {
        return get("stats");
    }

    private JsonNode get(String name) throws IOException {
        return send(
                HttpRequest.newBuilder(address().resolve("/control/" + name)).build());
    }

    private JsonNode post(String name, Map<String, ?> wanted) throws IOException {
        return send(HttpRequest.newBuilder(address().resolve("/control/" + name))
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(wanted)))
                .build());
    }

    private JsonNode send(HttpRequest request) throws IOException {
        try {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("the fake answered " + answer.statusCode());
            }
            return JSON.readTree(answer.body());
        } catch (InterruptedException failure) {
            Thread.currentThread().interrupt();
            throw new IOException(failure);
        }
    }

    /// The process as a victim: for tests that kill it.
    public Process process() {
        return process;
    }

    @Override
    public void close() {
        client.shutdownNow();
        process.destroyForcibly();
    }
}
