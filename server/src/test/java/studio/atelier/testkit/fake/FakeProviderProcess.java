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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Starts the fake provider in a process of its own, steers it and stops it.
///
/// ```java
/// try (var fake = FakeProviderProcess.start(folder)) {
///     fake.writeCatalog(dataFolder);        // provider `fake`, models `fake-chat` and `fake-image` with prices
///     ...                                   // server setting: ATELIER_OUTBOUND_ALLOW = fake.place()
///     assertThat(fake.purchases()).hasSize(10);
/// }
/// ```
public final class FakeProviderProcess implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Process process;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    private FakeProviderProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static FakeProviderProcess start(Path folder) throws IOException {
        return start(folder, 0);
    }

    /// @param folder holds the file of purchases; what was sold before is remembered
    /// @param port   0 takes a free one
    public static FakeProviderProcess start(Path folder, int port) throws IOException {
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
                FakeProvider.class.getName(),
                Integer.toString(port),
                folder.resolve("purchases.jsonl").toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null || !line.startsWith("ready ")) {
            process.destroyForcibly();
            throw new IOException("the fake provider did not start: " + line);
        }
        return new FakeProviderProcess(process, Integer.parseInt(line.substring("ready ".length())));
    }

    /// `http://127.0.0.1:PORT/v1`.
    public URI baseUrl() {
        return URI.create("http://" + place() + "/v1");
    }

    /// `127.0.0.1:PORT`, for the list of places that may be reached.
    public String place() {
        return "127.0.0.1:" + port;
    }

    /// Makes the provider `fake` known to a server: two models with the prices the fake provider takes.
    public void writeCatalog(Path dataFolder) throws IOException {
        Path folder = Files.createDirectories(dataFolder.resolve("catalog").resolve("fake"));
        Files.writeString(folder.resolve("provider.yaml"), """
                display_name: Fake
                adapter: openai
                key_required: true
                base_url: %s
                base_url_editable: true
                concurrency: 64
                """.formatted(baseUrl()));
        Files.writeString(folder.resolve("fake-image.yaml"), """
                like: openai-compatible/_image
                display_name: Fake picture
                price: {kind: image, usd: 0.04, count: n, source: the fake provider, as_of: 2026-11-21}
                """);
        Files.writeString(folder.resolve("fake-chat.yaml"), """
                like: openai-compatible/_chat
                display_name: Fake chat
                price: {kind: token, input: 1, output: 2, output_tokens_max: 4096, source: the fake provider,
                  as_of: 2026-11-21}
                """);
    }

    /// From now on every answer waits, after the purchase was written down.
    public void hold() throws IOException {
        post("/control/hold", "{}");
    }

    public void release() throws IOException {
        post("/control/release", "{}");
    }

    /// The next requests meet this mode.
    public void mode(String mode, int times) throws IOException {
        post("/control/mode", JSON.writeValueAsString(java.util.Map.of("mode", mode, "times", times)));
    }

    public void reset() throws IOException {
        post("/control/reset", "{}");
    }

    public List<Purchase> purchases() throws IOException {
        List<Purchase> purchases = new ArrayList<>();
        get("/control/purchases")
                .path("purchases")
                .forEach(each -> purchases.add(JSON.treeToValue(each, Purchase.class)));
        return purchases;
    }

    /// `requests`, `purchases`, `pictures`, `spent_micros`, `held`.
    public JsonNode stats() throws IOException {
        return get("/control/stats");
    }

    private JsonNode get(String path) throws IOException {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    private void post(String path, String json) throws IOException {
        send(HttpRequest.newBuilder(uri(path))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    private URI uri(String path) {
        return URI.create("http://" + place() + path);
    }

    private JsonNode send(HttpRequest request) throws IOException {
        try {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("the fake provider answered " + answer.statusCode());
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
