import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/// bench/gateway: chat completions through the gateway, with keys, money, limits and log, beside a gateway that has none
/// of them, in turns in the same run; and a thousand streams at once in the heap that the server has.
final class Gateway {

    private static final double RATE_FACTOR_MIN = 4;
    private static final double FACTOR_MAX = 0.25;
    private static final int[] CONNECTIONS = {2, 32, 128};
    private static final int WARM_SECONDS = 40;
    private static final int ROUNDS = 3;
    private static final int STREAMS = 1000;
    private static final int STREAM_TOKENS = 10;
    private static final Duration STREAM_PACE = Duration.ofSeconds(1);
    private static final int HERTZ = 100;
    private static final String BODY = """
            {"model":"%s","messages":[{"role":"user","content":"Say something about foxes and dogs, in one paragraph."}]%s}""";

    /// @param processes whose processor time counts as its own
    private record Contender(String name, int port, String path, String headers, String body, Supplier<List<Long>> processes) {}

    /// @param rate       answers in a second
    /// @param median     microseconds
    /// @param processor  microseconds of the contender's own for one answer
    private record Sample(double rate, long median, long p99, double processor) {}

    private final int seconds;

    private Gateway(int seconds) {
        this.seconds = seconds;
    }

    /// `JAR FLAGS SECONDS PEER_PORT PEER_PID`
    public static void main(String[] arguments) throws Exception {
        int seconds = Integer.parseInt(arguments[2]);
        Path data = Subject.folder();
        boolean held;
        try (var provider = new BenchProvider()) {
            Map<String, String> environment = new HashMap<>(provider.environment(data));
            environment.put("ATELIER_RUNS_PER_PERSON", "" + 2 * STREAMS);
            try (Subject subject = Subject.start(arguments[0], List.of("run"), arguments[1], environment)) {
                Studio studio = new Studio(subject.url());
                provider.join(studio);
                String key = key(studio);
                var ours = new Contender(
                        "atelier",
                        subject.port(),
                        "/v1/chat/completions",
                        "Content-Type: application/json\r\nAuthorization: Bearer " + key + "\r\n",
                        BODY.formatted("openai/" + BenchProvider.MODEL, ""),
                        subject::processes);
                var peer = new Contender(
                        "portkey",
                        Integer.parseInt(arguments[3]),
                        "/v1/chat/completions",
                        "Content-Type: application/json\r\nx-portkey-provider: openai\r\nx-portkey-custom-host: http://"
                                + provider.place() + "/v1\r\nAuthorization: Bearer sk-bench\r\n",
                        BODY.formatted(BenchProvider.MODEL, ""),
                        () -> List.of(Long.parseLong(arguments[4])));
                var bench = new Gateway(seconds);
                held = bench.compare(ours, peer);
                provider.streams(STREAM_TOKENS, STREAM_PACE);
                held &= bench.streams(ours, key);
                System.out.println("rows: " + Studio.query(Studio.database(data), """
                        select format('%s generations, %s completed, %s micros still held', count(*),
                          count(*) filter (where status = 'completed'),
                          (select sum(balance_micros) from atelier.accounts where kind = 'held'))
                        from public.generations"""));
            }
        }
        Subject.delete(data);
        System.out.println(held ? "within the limits" : "OVER the limits");
        System.exit(held ? 0 : 1);
    }

    private static String key(Studio studio) throws Exception {
        String owner = studio.signIn(Studio.OWNER);
        String id = Studio.field(studio.send("GET", "/auth/v1/user", "", owner), "id");
        studio.send(
                "POST",
                "/api/admin/credits",
                "{\"user_id\":\"%s\",\"amount_micros\":1000000000000,\"reason\":\"bench\"}".formatted(id),
                owner);
        return Studio.field(studio.send("POST", "/api/access-keys", "{\"name\":\"bench\"}", owner), "key");
    }

    private boolean compare(Contender ours, Contender peer) throws Exception {
        sample(ours, CONNECTIONS[1], Math.min(WARM_SECONDS, 4 * seconds));
        sample(peer, CONNECTIONS[1], Math.min(WARM_SECONDS, seconds));
        boolean held = true;
        for (int connections : CONNECTIONS) {
            Map<String, double[]> ratios = new LinkedHashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                Sample theirs = sample(peer, connections, seconds);
                Sample own = sample(ours, connections, seconds);
                System.out.printf("%3d connections: %s %6.0f /s, p50 %7d us, p99 %7d us, %6.0f us of processor;  %s %6.0f /s, %7d us, %7d us, %6.0f us%n",
                        connections, ours.name(), own.rate(), own.median(), own.p99(), own.processor(),
                        peer.name(), theirs.rate(), theirs.median(), theirs.p99(), theirs.processor());
                keep(ratios, "answers/s", round, own.rate() / theirs.rate());
                keep(ratios, "median", round, (double) own.median() / theirs.median());
                keep(ratios, "p99", round, (double) own.p99() / theirs.p99());
                keep(ratios, "processor", round, own.processor() / theirs.processor());
            }
            for (var ratio : ratios.entrySet()) {
                double[] each = ratio.getValue();
                Arrays.sort(each);
                boolean rate = ratio.getKey().equals("answers/s");
                double median = each[ROUNDS / 2];
                boolean fine = rate ? median >= RATE_FACTOR_MIN : median <= FACTOR_MAX;
                System.out.printf("  %-10s %5.2f x (%.2f to %.2f; at %s %.2f)%s%n",
                        ratio.getKey(), median, each[0], each[ROUNDS - 1], rate ? "least" : "most",
                        rate ? RATE_FACTOR_MIN : FACTOR_MAX, fine ? "" : "  missed");
                held &= fine;
            }
        }
        return held;
    }

    private static void keep(Map<String, double[]> ratios, String name, int round, double ratio) {
        ratios.computeIfAbsent(name, _ -> new double[ROUNDS])[round] = ratio;
    }

    private static Sample sample(Contender contender, int connections, int seconds) throws Exception {
        long before = processor(contender.processes());
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        List<long[]> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<long[]>> clients = new ArrayList<>();
            for (int client = 0; client < connections; client++) {
                clients.add(threads.submit(() -> {
                    List<Long> times = new ArrayList<>();
                    try (var reader = new Reader(contender.port())) {
                        while (System.nanoTime() < end) {
                            times.add(reader.ask("POST", contender.path(), contender.headers(), contender.body()) / 1000);
                        }
                    }
                    return times.stream().mapToLong(Long::longValue).toArray();
                }));
            }
            for (Future<long[]> client : clients) {
                all.add(client.get());
            }
        }
        long[] times = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        double used = (processor(contender.processes()) - before) * 1e6 / HERTZ;
        return new Sample(
                (double) times.length / seconds, times[times.length / 2], times[times.length * 99 / 100], used / times.length);
    }

    /// @return hundredths of a second, those of processes that have come since included
    private static long processor(Supplier<List<Long>> processes) throws Exception {
        long sum = 0;
        for (long process : processes.get()) {
            Path stat = Path.of("/proc/" + process + "/stat");
            if (Files.exists(stat)) {
                String[] fields = Files.readString(stat).replaceFirst(".*\\) ", "").split(" ");
                sum += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            }
        }
        return sum;
    }

    /// Each must end whole.
    private boolean streams(Contender ours, String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ours.port() + ours.path()))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        BODY.formatted("openai/" + BenchProvider.MODEL, ",\"stream\":true")))
                .build();
        int whole = 0;
        long begun = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            List<Future<Boolean>> streams = new ArrayList<>();
            for (int stream = 0; stream < STREAMS; stream++) {
                streams.add(threads.submit(() -> {
                    String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
                    return body.endsWith("data: [DONE]\n\n") && body.split("\"content\":\"ok ", -1).length == STREAM_TOKENS + 1;
                }));
            }
            for (Future<Boolean> stream : streams) {
                whole += stream.get() ? 1 : 0;
            }
        }
        System.out.printf("%d of %d streams whole, %d tokens each at one in %d ms, in %.1f s%n",
                whole, STREAMS, STREAM_TOKENS, STREAM_PACE.toMillis(), (System.nanoTime() - begun) / 1e9);
        return whole == STREAMS;
    }
}
