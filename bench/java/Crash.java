import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/// bench/crash: many generations of all kinds, a server that is killed again and again, and the books at the end.
final class Crash {

    private static final String EMAIL = "owner@bench.example";
    private static final String PASSWORD = "a bench needs a pass phrase";
    private static final List<String> KINDS = List.of("inline", "stream", "polled", "called", "worker");
    private static final int CLIENTS = 8;
    private static final int WORKERS = 3;
    private static final int PORT_MIN = 20_000;
    private static final int PORT_MAX = 32_000;
    private static final long SEED = 20261121;
    private static final Duration LIFE_MAX = Duration.ofSeconds(20);
    private static final int MOMENT_MILLIS_MAX = 1_000;
    private static final Duration CALLS_EVERY = Duration.ofMillis(400);
    private static final Duration END_MAX = Duration.ofMinutes(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final String jar;
    private final String flags;
    private final Path data = Subject.folder();
    private final int port = freePort();
    private final CrashClient client = new CrashClient("http://127.0.0.1:" + port);
    private final CrashProvider inline;
    private final CrashProvider queued;
    private final Random chance = new Random(SEED);
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Semaphore allowed = new Semaphore(0);
    private final Semaphore answered = new Semaphore(0);
    private volatile boolean over;
    private Subject server;
    private Map<String, String> person = Map.of();
    private Map<String, String> worker = Map.of();

    private Crash(String jar, String flags, String providers) throws IOException, InterruptedException {
        this.jar = jar;
        this.flags = flags;
        inline = CrashProvider.start(providers, "openai.FakeOpenAi", data);
        queued = CrashProvider.start(providers, "fal.FakeFal", data);
        Path models = Files.createDirectories(data.resolve("catalog/workers"));
        Files.writeString(models.resolve("bench.yaml"), """
                display_name: Bench
                description: Paints on a worker.
                type: image
                capabilities: [text_to_image]
                parameters: {}
                price: {kind: image, usd: 0.01, source: ours, as_of: "2026-11-01"}
                wire: {endpoint: bench}
                """);
    }

    public static void main(String[] arguments) throws Exception {
        Crash crash = new Crash(arguments[0], arguments[1], arguments[2]);
        boolean held = crash.run(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
        System.exit(held ? 0 : 1);
    }

    private boolean run(int jobs, int kills) throws Exception {
        long begun = System.nanoTime();
        start();
        settle();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicInteger next = new AtomicInteger();
            List<Future<Void>> clients = new java.util.ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> ask(next, jobs)));
            }
            List<Future<Void>> others = new java.util.ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                others.add(threads.submit(this::work));
            }
            others.add(threads.submit(this::callBack));
            try {
                dieAgainAndAgain(jobs, kills);
                for (Future<Void> each : clients) {
                    each.get();
                }
                awaitEnd();
            } finally {
                over = true;
            }
            for (Future<Void> each : others) {
                each.get();
            }
        }
        System.out.printf("%d jobs, %d kills, %d s%n", jobs, kills, Duration.ofNanos(System.nanoTime() - begun).toSeconds());
        boolean held = judge(jobs);
        server.close();
        inline.close();
        queued.close();
        Subject.delete(data);
        return held;
    }

    private void dieAgainAndAgain(int jobs, int kills) throws Exception {
        for (int kill = 0; kill < kills; kill++) {
            // Each life gets its share of the jobs, and ends a moment after some of them were answered.
            allowed.release(jobs / kills);
            answered.drainPermits();
            answered.tryAcquire(1 + chance.nextInt(jobs / kills), LIFE_MAX.toSeconds(), TimeUnit.SECONDS);
            Thread.sleep(chance.nextInt(MOMENT_MILLIS_MAX));
            server.process().destroyForcibly().waitFor();
            start();
        }
        allowed.release(jobs);
    }

    private void start() throws Exception {
        server = Subject.start(jar, List.of("run"), flags, Map.of(
                "ATELIER_DATA", data.toString(),
                "ATELIER_LIMITS", "off",
                "ATELIER_OUTBOUND_ALLOW", inline.place() + "," + queued.place(),
                // Reaches loopback, and by its name does not say so.
                "ATELIER_CALLBACK_URL", "http://0.0.0.0:" + port,
                // A create that never arrived is never called about.
                "ATELIER_RUN_CALLBACK_WAIT", "20s",
                "ATELIER_RUNS_PER_PERSON", "64",
                "ATELIER_OWNER_EMAIL", EMAIL,
                "ATELIER_OWNER_PASSWORD", PASSWORD), port);
    }

    private void settle() throws InterruptedException {
        JsonNode session = client.post(
                        "/api/auth/signin", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(EMAIL, PASSWORD), Map.of())
                .data();
        Map<String, String> owner = bearer(session.path("access_token").asString());
        for (String[] each : new String[][] {{"openai", inline.place() + "/v1"}, {"fal", queued.place()}}) {
            client.post("/api/api-keys", """
                    {"provider":"%s","key_name":"main","api_key":"sk-bench-0001","base_url":"http://%s"}
                    """.formatted(each[0], each[1]), owner).data();
        }
        client.post("/api/admin/credits", """
                {"user_id":"%s","amount_micros":1000000000,"reason":"bench"}
                """.formatted(session.at("/user/id").asString()), owner).data();
        // A key does not run out, however long it takes.
        person = bearer(client.post("/api/access-keys", "{\"name\":\"bench\"}", owner).data().path("key").asString());
        worker = bearer(client.post("/api/workers", "{\"name\":\"bench\",\"job_kinds\":[\"bench\"]}", owner)
                .data()
                .path("credential")
                .asString());
        client.post("/api/worker/v1/register", "{\"version\":\"bench\"}", worker).data();
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    private Void ask(AtomicInteger next, int jobs) throws Exception {
        while (true) {
            allowed.acquire();
            int number = next.getAndIncrement();
            if (number >= jobs) {
                allowed.release();
                return null;
            }
            ask(number, KINDS.get(number % KINDS.size()));
            answered.release();
        }
    }

    private void ask(int number, String kind) throws Exception {
        switch (kind) {
            case "inline" -> generate("openai", "gpt-image-2", prompt(number, kind, ""));
            case "polled" -> generate("fal", "fal-ai/flux/schnell", prompt(number, kind, " fake:instant fake:no-webhook"));
            case "called" -> generate("fal", "fal-ai/flux/schnell", prompt(number, kind, " fake:stuck"));
            case "worker" -> generate("workers", "bench", prompt(number, kind, ""));
            default -> stream(prompt(number, kind, " fake:drip=20"));
        }
    }

    private static String prompt(int number, String kind, String mode) {
        return "job " + number + " " + kind + mode;
    }

    private void generate(String provider, String model, String prompt) throws InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>(person);
        headers.put("Idempotency-Key", prompt);
        client.post("/api/generate", """
                {"provider":"%s","model":"%s","generation_type":"image","prompt":"%s"}
                """.formatted(provider, model, prompt), headers).data();
        accepted.add(prompt);
    }

    /// A stream cannot be repeated without buying anew, so it is asked for once; where it was answered at all, it was
    /// accepted.
    private void stream(String prompt) throws InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>(person);
        headers.put("Content-Type", "application/json");
        try {
            var said = client.once("POST", "/v1/chat/completions", HttpRequest.BodyPublishers.ofString("""
                    {"model":"openai/gpt-5.4-mini","stream":true,"messages":[{"role":"user","content":"%s"}]}
                    """.formatted(prompt)), headers);
            if (said.status() == 200) {
                accepted.add(prompt);
            }
        } catch (IOException died) {
            // Whether it was accepted, the books say.
        }
    }

    /// A worker that goes on where it was, and gives up only what is not its own any more.
    private Void work() throws Exception {
        byte[] picture = Picture.png();
        while (!over) {
            var said = client.post("/api/worker/v1/lease", "{\"wait_seconds\":1}", worker);
            JsonNode job = said.data().path("job");
            if (!job.isObject()) {
                continue;
            }
            String id = job.path("job_id").asString();
            String token = job.path("lease_token").asString();
            Map<String, String> headers = new LinkedHashMap<>(worker);
            headers.put("Content-Type", "image/png");
            client.surely("PUT", "/api/worker/v1/outputs/" + id + "/0?lease_token=" + token, picture, headers);
            client.post("/api/worker/v1/jobs/" + id + "/complete", "{\"lease_token\":\"" + token + "\"}", worker);
        }
        return null;
    }

    /// The jobs of the queue end now and then; whether anybody hears it is another question.
    private Void callBack() throws Exception {
        while (!over) {
            Thread.sleep(CALLS_EVERY);
            queued.finish();
        }
        return null;
    }

    private void awaitEnd() throws Exception {
        long end = System.nanoTime() + END_MAX.toNanos();
        try (CrashBooks books = CrashBooks.open(data)) {
            while (books.number("select count(*) from atelier.generation_runs where state = 'open'") > 0
                    && System.nanoTime() < end) {
                Thread.sleep(LOOK_AGAIN);
            }
        }
    }

    private boolean judge(int jobs) throws Exception {
        try (CrashBooks books = CrashBooks.open(data)) {
            Map<String, Integer> bought = new LinkedHashMap<>(inline.bought());
            queued.bought().forEach((prompt, times) -> bought.merge(prompt, times, Integer::sum));
            Set<String> twice = ConcurrentHashMap.newKeySet();
            Map<String, CrashBooks.Row> rows = books.rows(twice);
            bought.forEach((prompt, times) -> {
                if (times > 1) {
                    twice.add(prompt);
                }
            });
            Map<String, Map<String, Integer>> ends = new TreeMap<>();
            rows.forEach((prompt, row) -> ends.computeIfAbsent(prompt.split(" ")[2], _ -> new TreeMap<>())
                    .merge(row.code().isEmpty() ? row.status() : row.code(), 1, Integer::sum));
            ends.forEach((kind, counts) -> System.out.printf("  %-8s %s%n", kind, counts));
            System.out.printf("accepted %d, rows %d of %d, bought %d%n",
                    accepted.size(), rows.size(), jobs, bought.values().stream().mapToInt(Integer::intValue).sum());
            return zero("lost", lost(rows))
                    & zero("bought or made twice", twice.size())
                    & zero("charged and not delivered", count(rows, row -> row.cost() > 0 && row.assets() == 0))
                    & zero("delivered and not charged", count(rows, row -> row.cost() == 0 && row.assets() > 0))
                    & zero("bought and neither delivered nor shown", hidden(bought, rows))
                    & zero("failed otherwise than unknown", count(rows, Crash::otherwise))
                    & zero("sum of the ledger, micro-USD",
                            books.number("select coalesce(sum(amount_micros), 0) from atelier.ledger_entries"))
                    & zero("held, micro-USD",
                            books.number("select coalesce(sum(balance_micros), 0) from atelier.accounts where kind = 'held'"))
                    & zero("open reservations",
                            books.number("select count(*) from atelier.reservations where state = 'open'"))
                    & zero("rows whose cost is not their charge", books.number("""
                            select count(*) from public.generations g left join atelier.reservations r on r.id = g.id
                            where coalesce(r.charged_micros, 0) <> coalesce(g.cost_micros, 0)
                            """));
        }
    }

    private long lost(Map<String, CrashBooks.Row> rows) {
        long missing = accepted.stream().filter(prompt -> !rows.containsKey(prompt)).count();
        return missing + count(rows, CrashBooks.Row::open);
    }

    private static long hidden(Map<String, Integer> bought, Map<String, CrashBooks.Row> rows) {
        return bought.keySet().stream()
                .filter(prompt -> {
                    CrashBooks.Row row = rows.get(prompt);
                    return row == null || (row.assets() == 0 && row.exposure() == 0);
                })
                .count();
    }

    private static boolean otherwise(CrashBooks.Row row) {
        return !row.status().equals("completed") && !row.code().equals("generation.outcome_unknown");
    }

    private static long count(Map<String, CrashBooks.Row> rows, java.util.function.Predicate<CrashBooks.Row> which) {
        return rows.values().stream().filter(which).count();
    }

    private static boolean zero(String what, long count) {
        System.out.printf("%-42s %6d %s%n", what, count, count == 0 ? "" : "  MUST BE 0");
        return count == 0;
    }

    /// Below those that connections take for themselves, so that it is still free when the next server starts.
    private static int freePort() throws IOException {
        while (true) {
            try (var socket = new ServerSocket(ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX))) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
    }

    private static final class Picture {
        static byte[] png() throws IOException {
            var bytes = new java.io.ByteArrayOutputStream();
            javax.imageio.ImageIO.write(
                    new java.awt.image.BufferedImage(32, 32, java.awt.image.BufferedImage.TYPE_INT_RGB), "png", bytes);
            return bytes.toByteArray();
        }
    }
}
