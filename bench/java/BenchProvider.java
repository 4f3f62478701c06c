import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A provider of chat completions that does nothing: what is measured is what lies before it. Thread-safe.
final class BenchProvider implements AutoCloseable {

    /// At the provider `openai`, with a price above zero: money is held and settled for each run.
    static final String MODEL = "bench";

    private static final int CALLS_MAX = 1000;
    private static final int BACKLOG = 2048;
    private static final String MODEL_FILE = """
            like: gpt-6.2-sol
            display_name: Bench
            description: Answers at once.
            price:
              kind: token
              source: bench
              as_of: 2026-09-01
              input: 0.75
              output: 4.5
              output_tokens_max: 1000
            """;
    private static final String PROVIDER_FILE = """
            display_name: OpenAI
            key_required: true
            key_prefixes: [sk-]
            base_url: https://api.openai.com/v1
            base_url_editable: true
            docs_url: https://developers.openai.com/docs
            concurrency: %d
            """.formatted(CALLS_MAX);
    private static final byte[] WHOLE = """
            {"id":"a","object":"chat.completion","created":1,"model":"bench","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}
            """.getBytes(UTF_8);
    private static final byte[] TOKEN = event("[{\"index\":0,\"delta\":{\"content\":\"ok \"},\"finish_reason\":null}]", "");
    private static final byte[] END = (new String(event("[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]", ""), UTF_8)
                    + new String(event("[]", ",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":10}"), UTF_8)
                    + "data: [DONE]\n\n")
            .getBytes(UTF_8);

    static {
        // Else a head and a body that leave one after the other wait 40 ms for each other.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), BACKLOG);
    private final LinkedBlockingQueue<Long> asked = new LinkedBlockingQueue<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile int tokens = 1;
    private volatile Duration pace = Duration.ZERO;

    BenchProvider() throws IOException {
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String place() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /// Settings of a server that has this provider in its catalog.
    Map<String, String> environment(Path data) throws IOException {
        Path catalog = Files.createDirectories(data.resolve("catalog/openai"));
        Files.writeString(catalog.resolve(MODEL + ".yaml"), MODEL_FILE);
        Files.writeString(catalog.resolve("provider.yaml"), PROVIDER_FILE);
        Map<String, String> environment = new HashMap<>(Studio.environment(data));
        environment.put("ATELIER_OUTBOUND_ALLOW", place());
        return environment;
    }

    /// Gives the server a key for this provider.
    void join(Studio studio) throws IOException, InterruptedException {
        studio.send(
                "PUT",
                "/api/admin/provider-keys/openai",
                "{\"api_key\":\"sk-benchbenchbenchbench\",\"base_url\":\"http://%s/v1\"}".formatted(place()),
                studio.signIn(Studio.OWNER));
    }

    /// What a stream says from now on.
    void streams(int tokens, Duration pace) {
        this.tokens = tokens;
        this.pace = pace;
    }

    /// Keeps all calls waiting, or lets them go.
    void hold(boolean held) {
        gate.countDown();
        gate = new CountDownLatch(held ? 1 : 0);
    }

    /// @return when the next call came, of [System#nanoTime]; null where none comes in time
    Long nextAsked(Duration limit) throws InterruptedException {
        return asked.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    void forget() {
        asked.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(System.nanoTime());
        boolean stream = new String(exchange.getRequestBody().readAllBytes(), UTF_8)
                .replace(" ", "")
                .contains("\"stream\":true");
        try {
            gate.await();
            if (stream) {
                stream(exchange);
            } else {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, WHOLE.length);
                exchange.getResponseBody().write(WHOLE);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private void stream(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (int token = 0; token < tokens; token++) {
            if (pace.isPositive()) {
                Thread.sleep(pace);
            }
            out.write(TOKEN);
            out.flush();
        }
        out.write(END);
    }

    private static byte[] event(String choices, String usage) {
        return ("data: {\"id\":\"a\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"bench\",\"choices\":"
                        + choices + usage + "}\n\n")
                .getBytes(UTF_8);
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
    }
}
