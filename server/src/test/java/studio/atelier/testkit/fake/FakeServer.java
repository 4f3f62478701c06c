package studio.atelier.testkit.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/// What all fakes have in common: routes, keys, faults, sales, streams, and the `/control/` that tests steer
/// them by (see [FakeControl]).
public final class FakeServer {

    static final int LONG_WORDS = 20_000;

    private static final int CONNECTIONS_WAITING_MAX = 1024;
    private static final Pattern EVERYTHING = Pattern.compile(".*", Pattern.DOTALL);

    private final FakeApi api;
    private final PurchaseLog log;
    private final HttpServer http;
    private final List<Place> places = new ArrayList<>();
    private final FakeControl control;
    private final FakeFaults faults;
    private final FakeJobs jobs;
    private final FakeFiles files;

    private record Place(String method, Pattern path, boolean keyed, FakeRoute route) {}

    private FakeServer(FakeApi api, int port, PurchaseLog log) throws IOException {
        this.api = api;
        this.log = log;
        http = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECTIONS_WAITING_MAX);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        control = new FakeControl(this, log);
        faults = new FakeFaults(api, control);
        jobs = new FakeJobs(this, api, faults);
        files = new FakeFiles(this, faults);
    }

    /// Runs a fake until its process ends.
    ///
    /// @param args port (0 takes a free one), file of purchases
    public static void run(FakeApi api, String[] args) throws IOException {
        FakeServer server = new FakeServer(api, Integer.parseInt(args[0]), new PurchaseLog(Path.of(args[1])));
        server.files.routes();
        api.routes(server);
        server.http.createContext("/", server::serve);
        server.http.createContext("/control/", exchange -> server.control.serve(exchange));
        server.http.start();
        IO.println("ready " + server.http.getAddress().getPort());
    }

    /// @param path a regular expression for the whole path
    public FakeServer route(String method, String path, FakeRoute route) {
        places.add(new Place(method, Pattern.compile(path), true, route));
        return this;
    }

    /// A route that asks for no key.
    public FakeServer open(String method, String path, FakeRoute route) {
        places.add(new Place(method, Pattern.compile(path), false, route));
        return this;
    }

    /// `http://127.0.0.1:PORT`.
    public String address() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    public FakeJobs jobs() {
        return jobs;
    }

    public FakeFiles files() {
        return files;
    }

    private void serve(HttpExchange raw) throws IOException {
        byte[] body = raw.getRequestBody().readAllBytes();
        String path = raw.getRequestURI().getPath();
        for (Place place : places) {
            Matcher matcher = place.path().matcher(path);
            if (place.method().equals(raw.getRequestMethod()) && matcher.matches()) {
                try (var exchange = new FakeExchange(raw, matcher.toMatchResult(), body)) {
                    answer(exchange, place.keyed(), place.route());
                }
                return;
            }
        }
        try (var exchange = new FakeExchange(raw, EVERYTHING.matcher(path).toMatchResult(), body)) {
            answer(exchange, false, unknown -> refuse(unknown, FakeRefusal.NOT_FOUND));
        }
    }

    private void answer(FakeExchange exchange, boolean keyed, FakeRoute route) throws IOException {
        try {
            control.seen(exchange, api.key(exchange));
            if (!keyed || keyAccepted(exchange)) {
                route.answer(exchange);
            }
        } catch (JacksonException | IllegalArgumentException unreadable) {
            // Requests are read before their answer begins.
            refuse(exchange, FakeRefusal.INVALID);
        }
    }

    private boolean keyAccepted(FakeExchange exchange) throws IOException {
        String key = api.key(exchange);
        if ((api.keyNeeded() && key.isEmpty()) || key.startsWith("sk-wrong")) {
            refuse(exchange, FakeRefusal.KEY);
            return false;
        }
        if (key.startsWith("sk-forbidden")) {
            refuse(exchange, FakeRefusal.FORBIDDEN);
            return false;
        }
        return !faults.refused(exchange, FakeFaults.ofKey(key), key);
    }

    public void refuse(FakeExchange exchange, FakeRefusal refusal) throws IOException {
        api.refuse(exchange, refusal);
    }

    /// Sells what a request asks for: refuses as the prompt wants it, else writes the sale down, waits while
    /// answers are held, and spoils the answer as the prompt wants it.
    ///
    /// @param kind   `chat image video speech transcription embedding moderation`
    /// @param pieces how many pictures; 0 for text
    /// @return the sale to deliver; empty when the request is answered already
    public Optional<FakeSale> sell(
            FakeExchange exchange, String kind, String model, String prompt, int pieces, long micros)
            throws IOException {
        FakeMode mode = control.mode(prompt, FakeFaults.ofKey(api.key(exchange)));
        if (faults.refused(exchange, mode, prompt)) {
            return Optional.empty();
        }
        FakeSale sale = new FakeSale("req_" + UUID.randomUUID(), model, prompt, mode);
        String key = api.key(exchange);
        String end = key.substring(Math.max(0, key.length() - 4));
        log.add(new Purchase(sale.id(), kind, model, prompt, pieces, micros, end));
        control.await(mode.is("slow"));
        if (mode.is("delay")) {
            LockSupport.parkNanos(mode.number("delay") * 1_000_000);
        }
        return faults.spoilt(exchange, mode) ? Optional.empty() : Optional.of(sale);
    }

    /// @return whether the job was taken and its answer gets lost, which is then done
    public boolean lost(FakeExchange exchange, FakeSale sale) {
        if (sale.mode().is("lost")) {
            exchange.close();
            return true;
        }
        return false;
    }

    /// Sends a stream, whole or cut or slowly, as the sale wants it.
    ///
    /// @param frames with their line ends
    public void stream(FakeExchange exchange, FakeSale sale, String type, List<String> frames) throws IOException {
        boolean cut = sale.mode().is("cut-stream");
        exchange.header("Content-Type", type);
        var out = exchange.open(200, cut ? Integer.MAX_VALUE : 0);
        int middle = (frames.size() + 1) / 2;
        for (int index = 0; index < frames.size(); index++) {
            if (index == middle && cut) {
                out.flush();
                return;
            }
            if (index == middle && sale.mode().is("hold-stream")) {
                out.flush();
                control.await(true);
            }
            out.write(frames.get(index).getBytes(StandardCharsets.UTF_8));
            if (sale.mode().is("drip")) {
                out.flush();
                LockSupport.parkNanos(Math.max(1, sale.mode().number("drip")) * 1_000_000);
            }
        }
        out.close();
    }
}
