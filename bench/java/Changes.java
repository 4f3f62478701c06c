import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// bench/changes: from the commit of a row to the message in the clients that may see it.
final class Changes {

    private static final double MEDIAN_MILLIS_MAX = 20;
    private static final int SEERS = 10;
    private static final int RATE = 100;
    private static final int ASKED_ROWS = 300;
    private static final int PATIENCE_SECONDS = 120;
    private static final String SECRET = "a bench shares this with nobody, and it is long";
    private static final Pattern COMMITTED = Pattern.compile("\"commit_timestamp\":\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile("\"record\":\\{\"id\":(\\d+)");
    private static final String SETUP = """
            create table public.%1$s (id bigint primary key, owner uuid not null, title text not null);
            alter table public.%1$s enable row level security, force row level security;
            create policy seen on public.%1$s for select to authenticated using (%2$s);
            grant select on public.%1$s to authenticated;
            alter publication supabase_realtime add table public.%1$s;
            """;
    private static final String OWN = "owner = (select auth.uid())";

    /// Says the same in a way that is not recognised.
    private static final String OTHER = "owner::text = (select auth.uid())::text and title is not null and length(title) > 0";

    private final int port;
    private final int subscribers;
    private final String database;

    private Changes(int port, int subscribers, String database) {
        this.port = port;
        this.subscribers = subscribers;
        this.database = database;
    }

    public static void main(String[] arguments) throws Exception {
        Path data = Subject.folder();
        int subscribers = Integer.parseInt(arguments[1]);
        Map<String, String> environment = Map.of(
                "ATELIER_DATA", data.toString(),
                "ATELIER_LIMITS", "off",
                "ATELIER_JWT_SECRET", SECRET,
                "ATELIER_REALTIME_CLIENTS", "" + (2 * subscribers + 10),
                "ATELIER_REALTIME_CLIENTS_PER_ADDRESS", "" + (2 * subscribers + 10));
        boolean held;
        try (Subject subject = Subject.start(arguments[0], List.of("run"), arguments[3], environment)) {
            held = new Changes(subject.port(), subscribers, Studio.database(data)).measure(Integer.parseInt(arguments[2]));
        }
        Subject.delete(data);
        System.exit(held ? 0 : 1);
    }

    private boolean measure(int seconds) throws Exception {
        sql(SETUP.formatted("bench_own", OWN) + SETUP.formatted("bench_other", OTHER));
        boolean whole;
        double median;
        try (Listening own = new Listening("bench_own")) {
            own.write(RATE, RATE * seconds / 2, 0);
            own.forget();
            own.write(RATE, RATE * seconds, 1_000_000);
            whole = own.report("owner's policy, " + RATE + " rows/s");
            median = own.percentile(50);
        }
        try (Listening other = new Listening("bench_other")) {
            other.write(RATE, RATE, 0);
            other.forget();
            long begun = System.nanoTime();
            other.write(1_000_000, ASKED_ROWS, 1_000_000);
            double rate = ASKED_ROWS / ((System.nanoTime() - begun) / 1e9);
            whole &= other.report("another policy, all at once");
            System.out.printf("another policy, rate         %8.1f rows/s for %d subscribers%n", rate, subscribers);
        }
        boolean held = whole && median <= MEDIAN_MILLIS_MAX;
        System.out.println(held ? "within the limits" : "OVER the limits");
        return held;
    }

    /// All subscribers of one table.
    private final class Listening implements AutoCloseable {

        private final String table;
        private final HttpClient http = HttpClient.newHttpClient();
        private final List<WebSocket> sockets = new ArrayList<>();
        private final CountDownLatch subscribed = new CountDownLatch(subscribers);
        private final AtomicIntegerArray millis = new AtomicIntegerArray(4_000_000);
        private final AtomicInteger heard = new AtomicInteger();
        private final AtomicInteger wrong = new AtomicInteger();

        Listening(String table) throws Exception {
            this.table = table;
            for (int i = 0; i < subscribers; i++) {
                int owner = 1 + i / SEERS;
                WebSocket socket = http.newWebSocketBuilder()
                        .buildAsync(
                                URI.create("ws://127.0.0.1:" + port + "/realtime/v1/websocket?vsn=1.0.0&apikey=" + token(owner, i)),
                                new Ear(owner))
                        .join();
                sockets.add(socket);
                socket.sendText(
                                "{\"topic\":\"realtime:bench\",\"event\":\"phx_join\",\"ref\":\"1\",\"join_ref\":\"1\",\"payload\":"
                                        + "{\"config\":{\"postgres_changes\":[{\"event\":\"*\",\"schema\":\"public\",\"table\":\""
                                        + table + "\"}]}}}",
                                true)
                        .join();
            }
            if (!subscribed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(subscribed.getCount() + " of " + subscribers + " were not subscribed");
            }
        }

        /// Writes rows, each for one owner and in a transaction of its own, and waits for all messages.
        void write(int perSecond, int rows, long firstId) throws Exception {
            Process psql = new ProcessBuilder("psql", "-q", database).redirectErrorStream(true).start();
            long begun = System.nanoTime();
            try (OutputStream statements = psql.getOutputStream()) {
                for (int i = 0; i < rows; i++) {
                    long due = begun + i * 1_000_000_000L / perSecond;
                    while (System.nanoTime() < due) {
                        Thread.sleep(1);
                    }
                    int owner = 1 + i % Math.max(1, subscribers / SEERS);
                    statements.write(("insert into public." + table + " values (" + (firstId + i) + ", '" + subject(owner)
                                    + "', 'picture " + i + "');\n")
                            .getBytes(UTF_8));
                    statements.flush();
                }
            }
            String output = new String(psql.getInputStream().readAllBytes(), UTF_8);
            if (psql.waitFor() != 0 || !output.isBlank()) {
                throw new IllegalStateException(output);
            }
            int wanted = rows * SEERS;
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (heard.get() < wanted && System.nanoTime() < until) {
                Thread.sleep(1);
            }
            if (heard.get() != wanted) {
                System.out.println(heard.get() + " messages instead of " + wanted);
                wrong.incrementAndGet();
            }
        }

        void forget() {
            heard.set(0);
        }

        boolean report(String name) {
            System.out.printf("%-28s p50 %5.0f ms   p99 %5.0f ms   %d messages to %d subscribers%n", name, percentile(50),
                    percentile(99), heard.get(), subscribers);
            return wrong.get() == 0;
        }

        double percentile(int percent) {
            int[] times = new int[heard.get()];
            for (int i = 0; i < times.length; i++) {
                times[i] = millis.get(i);
            }
            Arrays.sort(times);
            return times.length == 0 ? Double.NaN : times[Math.min(times.length - 1, times.length * percent / 100)];
        }

        @Override
        public void close() {
            sockets.forEach(WebSocket::abort);
            http.shutdownNow();
        }

        private final class Ear implements WebSocket.Listener {

            private final int owner;
            private final StringBuilder text = new StringBuilder();

            Ear(int owner) {
                this.owner = owner;
            }

            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                text.append(data);
                if (last) {
                    heard(text.toString());
                    text.setLength(0);
                }
                socket.request(1);
                return null;
            }

            private void heard(String message) {
                if (message.contains("Subscribed to PostgreSQL")) {
                    subscribed.countDown();
                } else if (message.contains("\"postgres_changes\"") && message.contains("commit_timestamp")) {
                    Matcher committed = COMMITTED.matcher(message);
                    if (!committed.find() || !ID.matcher(message).find() || !message.contains(subject(owner))) {
                        wrong.incrementAndGet();
                        return;
                    }
                    long late = Instant.now().toEpochMilli() - Instant.parse(committed.group(1)).toEpochMilli();
                    millis.set(heard.getAndIncrement(), (int) late);
                }
            }
        }
    }

    private void sql(String text) throws Exception {
        Path file = Files.writeString(Files.createTempFile("bench", ".sql"), text);
        Process psql = new ProcessBuilder("psql", "-q", "-v", "ON_ERROR_STOP=1", database, "-f", file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(psql.getInputStream().readAllBytes(), UTF_8);
        Files.delete(file);
        if (psql.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
    }

    private static String subject(int owner) {
        return "00000000-0000-0000-0000-%012x".formatted(owner);
    }

    private static String token(int owner, int session) throws Exception {
        String head = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8)) + "."
                + base64(("{\"sub\":\"" + subject(owner) + "\",\"role\":\"authenticated\",\"exp\":4102444800,\"session_id\":\"" + session + "\"}").getBytes(UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        return head + "." + base64(mac.doFinal(head.getBytes(UTF_8)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
