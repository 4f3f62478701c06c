package studio.atelier.testkit.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The fake provider. Keys: any bearer is good, save those that begin with `sk-wrong` (401) and
/// `sk-forbidden` (403).
///
/// Control, without a key: `POST /control/hold`, `POST /control/release`, `POST /control/mode
/// {"mode":"503","times":2}`, `POST /control/reset`, `GET /control/purchases`, `GET /control/stats`.
public final class FakeProvider {

    /// Price of one picture, micro-USD.
    public static final long PICTURE_MICROS = 40_000;

    /// Price of a token in, and of a token out, micro-USD.
    public static final long TOKEN_IN_MICROS = 1;

    public static final long TOKEN_OUT_MICROS = 2;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PurchaseLog log;
    private final Set<String> refusedOnce = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private CountDownLatch gate = new CountDownLatch(0);
    private FakeMode mode = FakeMode.WELL;
    private int modeTimes;

    FakeProvider(PurchaseLog log) {
        this.log = log;
    }

    /// @param args port (0 takes a free one), file of purchases
    public static void main(String[] args) throws IOException {
        var provider = new FakeProvider(new PurchaseLog(Path.of(args[1])));
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        HttpServer server = HttpServer.create(address, 1024);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/models", exchange -> provider.serve(exchange, provider::models));
        server.createContext("/v1/chat/completions", exchange -> provider.serve(exchange, provider::chat));
        server.createContext("/v1/images/", exchange -> provider.serve(exchange, provider::images));
        server.createContext("/files/", exchange -> provider.file(exchange));
        server.createContext("/control/", provider::control);
        server.start();
        IO.println("ready " + server.getAddress().getPort());
    }

    @FunctionalInterface
    private interface Route {
        void answer(FakeExchange exchange) throws IOException;
    }

    private void serve(HttpExchange http, Route route) throws IOException {
        requests.incrementAndGet();
        try (var exchange = new FakeExchange(http)) {
            String key = exchange.bearer();
            if (key.isEmpty() || key.startsWith("sk-wrong")) {
                exchange.error(401, "invalid_api_key", "Incorrect API key provided: " + key + ".");
            } else if (key.startsWith("sk-forbidden")) {
                exchange.error(403, "permission_denied", "This key may not do that.");
            } else {
                route.answer(exchange);
            }
        }
    }

    private void models(FakeExchange exchange) throws IOException {
        List<Map<String, Object>> models = List.of(
                Map.of("id", "fake-chat", "object", "model", "created", 1, "owned_by", "fake"),
                Map.of("id", "fake-image", "object", "model", "created", 1, "owned_by", "fake"),
                Map.of(
                        "id",
                        "gone",
                        "object",
                        "model",
                        "created",
                        1,
                        "owned_by",
                        "fake",
                        "shutdown_date",
                        "2020-01-01"));
        exchange.json(200, "", Map.of("object", "list", "data", models));
    }

    private void chat(FakeExchange exchange) throws IOException {
        JsonNode body = exchange.body();
        String prompt = FakeAnswers.promptOf(body);
        FakeMode wanted = mode(prompt);
        if (refused(exchange, wanted, prompt)) {
            return;
        }
        String id = "req_" + UUID.randomUUID();
        FakeAnswers answers = new FakeAnswers(id, body, wanted);
        log.add(new Purchase(id, "chat", model(body), prompt, 0, answers.chatMicros(), exchange.keyEnd()));
        await();
        answers.sendChat(exchange);
    }

    private void images(FakeExchange exchange) throws IOException {
        JsonNode body = exchange.body();
        String prompt = body.path("prompt").asString("");
        FakeMode wanted = mode(prompt);
        if (refused(exchange, wanted, prompt)) {
            return;
        }
        if (exchange.path().endsWith("/edits") && body.path("images").isEmpty()) {
            exchange.error(400, "invalid_request_error", "images is required");
            return;
        }
        String id = "req_" + UUID.randomUUID();
        int count = body.path("n").asInt(1);
        log.add(new Purchase(id, "image", model(body), prompt, count, count * PICTURE_MICROS, exchange.keyEnd()));
        await();
        new FakeAnswers(id, body, wanted).sendImages(exchange);
    }

    /// A picture that an answer named by address; without a key, as results are served.
    private void file(HttpExchange http) throws IOException {
        try (var exchange = new FakeExchange(http)) {
            String mark = exchange.path().substring("/files/".length());
            exchange.bytes(
                    "image/png", PurchasePicture.png(mark.replace(".png", "").replace('_', '/')));
        }
    }

    private static String model(JsonNode body) {
        return body.path("model").asString("");
    }

    private synchronized FakeMode mode(String prompt) {
        FakeMode set = FakeMode.WELL;
        if (modeTimes > 0) {
            modeTimes--;
            set = mode;
        }
        return FakeMode.of(prompt, set);
    }

    private boolean refused(FakeExchange exchange, FakeMode wanted, String prompt) throws IOException {
        boolean once = wanted.word().startsWith("once-");
        return (!once || refusedOnce.add(prompt))
                && FakeAnswers.refuse(exchange, once ? wanted.word().substring("once-".length()) : wanted.word());
    }

    private void await() throws IOException {
        CountDownLatch now;
        synchronized (this) {
            now = gate;
        }
        held.incrementAndGet();
        try {
            now.await();
        } catch (InterruptedException failure) {
            Thread.currentThread().interrupt();
            throw new IOException(failure);
        } finally {
            held.decrementAndGet();
        }
    }

    private void control(HttpExchange http) throws IOException {
        try (var exchange = new FakeExchange(http)) {
            switch (exchange.path()) {
                case "/control/hold" -> hold();
                case "/control/release" -> release();
                case "/control/mode" -> setMode(exchange.body());
                case "/control/reset" -> reset();
                default -> {
                    // The two that only read.
                }
            }
            exchange.json(
                    200, "", exchange.path().equals("/control/purchases") ? Map.of("purchases", log.all()) : stats());
        }
    }

    private synchronized void hold() {
        if (gate.getCount() == 0) {
            gate = new CountDownLatch(1);
        }
    }

    private synchronized void release() {
        gate.countDown();
    }

    private synchronized void setMode(JsonNode body) {
        mode = FakeMode.of("fake:" + body.path("mode").asString(""), FakeMode.WELL);
        modeTimes = body.path("times").asInt(1);
    }

    private synchronized void reset() throws IOException {
        gate.countDown();
        modeTimes = 0;
        refusedOnce.clear();
        requests.set(0);
        log.clear();
    }

    private Map<String, Object> stats() {
        List<Purchase> all = log.all();
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("requests", requests.get());
        stats.put("purchases", all.size());
        stats.put("pictures", all.stream().mapToInt(Purchase::pictures).sum());
        stats.put("spent_micros", all.stream().mapToLong(Purchase::priceMicros).sum());
        stats.put("held", held.get());
        return stats;
    }

    static String json(Object value) {
        return JSON.writeValueAsString(value);
    }

    static JsonNode json(byte[] bytes) {
        return JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
    }
}
