package studio.atelier.engine.providers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.HostPort;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundSettings;
import studio.atelier.platform.settings.Secret;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server that answers what the published shapes of a provider say, and remembers what it was sent. For
/// the mapping of adapters; what a provider does over time is for the fakes. Thread-safe.
public final class RecordedServer implements AutoCloseable {

    public static final String KEY = "canary-4711-key";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final Outbound outbound;
    private final Map<String, Deque<Recorded>> answers = new ConcurrentHashMap<>();
    private final List<Sent> sent = new ArrayList<>();

    private record Recorded(int status, Map<String, String> headers, byte[] body) {}

    /// One request as it arrived.
    ///
    /// @param path    with its query
    /// @param headers by lower-case name
    public record Sent(String method, String path, Map<String, String> headers, String body) {
        public JsonNode json() {
            return JSON.readTree(body);
        }
    }

    public RecordedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        outbound = new Outbound(new OutboundSettings(Set.of(HostPort.parse(place())), Duration.ofSeconds(5)));
    }

    public String place() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    public URI address() {
        return URI.create("http://" + place());
    }

    public Outbound outbound() {
        return outbound;
    }

    /// Answers one request more at this place; the last answer of a place stays.
    ///
    /// @param where such as `GET /v1/models`, without a query
    public RecordedServer on(String where, int status, Map<String, String> headers, byte[] body) {
        answers.computeIfAbsent(where, _ -> new ArrayDeque<>()).add(new Recorded(status, headers, body));
        return this;
    }

    public RecordedServer json(String where, int status, String body) {
        return on(where, status, Map.of("Content-Type", "application/json"), utf8(body));
    }

    public RecordedServer events(String where, String body) {
        return on(where, 200, Map.of("Content-Type", "text/event-stream"), utf8(body));
    }

    /// Forgets answers and requests.
    public synchronized void reset() {
        answers.clear();
        sent.clear();
    }

    public synchronized List<Sent> sent() {
        return List.copyOf(sent);
    }

    public Sent last() {
        return sent().getLast();
    }

    /// Credentials whose address is this server.
    public ProviderCredentials credentials() {
        return new ProviderCredentials(UUID.randomUUID(), new Secret(KEY), address(), Map.of());
    }

    /// A call to this server.
    public ProviderCall call(String model, GenerationType type, String prompt, String parameters) {
        return call(model, type, prompt, parameters, List.of(), Map.of());
    }

    public ProviderCall call(
            String model,
            GenerationType type,
            String prompt,
            String parameters,
            List<Reference> references,
            Map<String, Reference> assets) {
        Map<String, JsonNode> map = new LinkedHashMap<>();
        JSON.readTree(parameters).properties().forEach(each -> map.put(each.getKey(), each.getValue()));
        return new ProviderCall(UUID.randomUUID(), model, type, prompt, map, references, assets, null, credentials());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new LinkedHashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getLast()));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String method = exchange.getRequestMethod();
            synchronized (this) {
                sent.add(new Sent(method, exchange.getRequestURI().toString(), headers, body));
            }
            Recorded recorded = next(method + " " + exchange.getRequestURI().getPath());
            recorded.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.sendResponseHeaders(recorded.status(), recorded.body().length == 0 ? -1 : recorded.body().length);
            exchange.getResponseBody().write(recorded.body());
        }
    }

    private synchronized Recorded next(String where) {
        Deque<Recorded> left = answers.get(where);
        if (left == null) {
            return new Recorded(404, Map.of(), utf8("nothing is recorded at " + where));
        }
        return left.size() > 1 ? left.removeFirst() : left.getFirst();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        outbound.close();
    }
}
