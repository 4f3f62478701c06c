package studio.atelier.testkit.fake;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// How tests steer a fake and ask what happened, without a key.
///
/// `POST /control/hold` and `release`: from now on answers wait, after the purchase was written down.
/// `POST /control/mode {"mode":"503","times":2}`: the next requests meet it. `POST /control/looks
/// {"looks":2}`: a job is over at the look after so many; -1: only by `POST /control/finish {"id"?}`, which ends
/// all or one and answers when its message was delivered. `POST /control/webhook {"id","times"?,"spoil"?}`
/// repeats the message, spoilt by `signature`, `old` or `body`. `POST /control/reset` forgets all.
/// `GET /control/purchases`, `requests`, `jobs`, `deliveries`, `stats`.
final class FakeControl {

    private static final int REQUESTS_KEPT_MAX = 500;
    private static final int BODY_KEPT_CHARS_MAX = 64 << 10;

    private final FakeServer server;
    private final PurchaseLog log;
    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private final Deque<Map<String, Object>> seen = new ArrayDeque<>();
    private CountDownLatch gate = new CountDownLatch(0);
    private CountDownLatch slow = new CountDownLatch(1);
    private FakeMode mode = FakeMode.WELL;
    private int modeTimes;

    FakeControl(FakeServer server, PurchaseLog log) {
        this.server = server;
        this.log = log;
    }

    /// @return whether this is the first time since the last reset
    boolean first(String what) {
        return done.add(what);
    }

    synchronized FakeMode mode(String prompt, FakeMode ofKey) {
        FakeMode set = ofKey;
        if (modeTimes > 0) {
            modeTimes--;
            set = mode;
        }
        return FakeMode.of(prompt, set);
    }

    /// @param always whether this request waits though nothing is held
    void await(boolean always) throws IOException {
        CountDownLatch now;
        synchronized (this) {
            now = always ? slow : gate;
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

    void seen(FakeExchange exchange, String key) {
        requests.incrementAndGet();
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("method", exchange.method());
        one.put("path", exchange.path());
        one.put("keyed", !key.isEmpty());
        one.put("type", exchange.header("Content-Type"));
        one.put("bytes", exchange.bytes().length);
        if (exchange.header("Content-Type").contains("json") && exchange.bytes().length < BODY_KEPT_CHARS_MAX) {
            one.put("body", new String(exchange.bytes(), StandardCharsets.UTF_8));
        }
        synchronized (seen) {
            seen.add(one);
            if (seen.size() > REQUESTS_KEPT_MAX) {
                seen.remove();
            }
        }
    }

    void serve(HttpExchange raw) throws IOException {
        byte[] body = raw.getRequestBody().readAllBytes();
        var path = Pattern.compile("/control/(.*)").matcher(raw.getRequestURI().getPath());
        if (!path.matches()) {
            throw new IOException("not a control path");
        }
        try (var exchange = new FakeExchange(raw, path.toMatchResult(), body)) {
            JsonNode wanted = exchange.body();
            FakeJobs jobs = server.jobs();
            exchange.json(
                    200,
                    "%s",
                    switch (exchange.group(1)) {
                        case "hold" -> hold();
                        case "release" -> release();
                        case "mode" -> mode(wanted);
                        case "looks" -> jobs.looks(wanted.path("looks").asInt(FakeJobs.LOOKS));
                        case "finish" -> jobs.finish(wanted.path("id").asString(""));
                        case "webhook" ->
                            jobs.repeat(
                                    wanted.path("id").asString(""),
                                    wanted.path("times").asInt(1),
                                    wanted.path("spoil").asString(""));
                        case "reset" -> reset();
                        case "purchases" -> Map.of("purchases", log.all());
                        case "requests" -> requests();
                        case "jobs" -> jobs.all();
                        case "deliveries" -> jobs.deliveries();
                        default -> stats();
                    });
        }
    }

    private synchronized Object hold() {
        if (gate.getCount() == 0) {
            gate = new CountDownLatch(1);
        }
        return stats();
    }

    private synchronized Object release() {
        gate.countDown();
        slow.countDown();
        slow = new CountDownLatch(1);
        return stats();
    }

    private synchronized Object mode(JsonNode wanted) {
        mode = FakeMode.of("fake:" + wanted.path("mode").asString(""), FakeMode.WELL);
        modeTimes = wanted.path("times").asInt(1);
        return stats();
    }

    private synchronized Object reset() throws IOException {
        release();
        modeTimes = 0;
        done.clear();
        requests.set(0);
        synchronized (seen) {
            seen.clear();
        }
        server.jobs().clear();
        log.clear();
        return stats();
    }

    private Object requests() {
        synchronized (seen) {
            return Map.of("requests", List.copyOf(seen));
        }
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
}
