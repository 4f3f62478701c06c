import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// bench/data: rows read over /rest/v1, beside the same statements of pgbench on the same database, with and without
/// a policy, and while many people sign in.
final class Data {

    private static final double CEILING_FACTOR_MIN = 0.45;
    private static final double POLICY_FACTOR_MIN = 0.5;
    private static final double SIGN_IN_FACTOR_MAX = 2;
    private static final int OWNERS = 2_000;
    private static final int SIGN_INS = 200;
    private static final int WARM_SECONDS = 40;
    private static final String SECRET = "a bench shares this with nobody, and it is long";
    private static final String COLUMNS = "id,status,title,cost,created_at";
    private static final String SETUP = """
            create table public.bench_own (
              id bigint primary key, owner uuid not null, status text not null, title text not null, cost bigint not null,
              created_at timestamptz not null);
            insert into public.bench_own
            select g, lpad(to_hex(1 + g %% %1$d), 32, '0')::uuid, (array['done', 'failed'])[1 + g %% 2],
              'a picture of ' || md5(g::text), g %% 9000, timestamptz '2026-01-01' + g * interval '7 seconds'
            from generate_series(1, %1$d * 100) g;
            create index bench_own_newest on public.bench_own (owner, created_at desc);
            create table public.bench_open (like public.bench_own including all);
            insert into public.bench_open select * from public.bench_own;
            alter table public.bench_own enable row level security, force row level security;
            create policy own on public.bench_own for select to authenticated using (owner = (select auth.uid()));
            grant select on public.bench_own, public.bench_open to authenticated;
            vacuum analyze public.bench_own;
            vacuum analyze public.bench_open;
            """;

    private final int port;
    private final int clients;
    private final int seconds;
    private final List<String> tokens = new ArrayList<>();

    private Data(int port, int clients, int seconds) throws Exception {
        this.port = port;
        this.clients = clients;
        this.seconds = seconds;
        for (int owner = 1; owner <= OWNERS; owner++) {
            tokens.add(token(owner));
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path data = Subject.folder();
        Map<String, String> environment = new HashMap<>(Studio.environment(data));
        environment.put("ATELIER_JWT_SECRET", SECRET);
        boolean held;
        try (Subject subject = Subject.start(arguments[0], List.of("run"), arguments[3], environment)) {
            String database = Studio.database(data);
            held = new Data(subject.port(), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]))
                    .compare(database);
        }
        Subject.delete(data);
        System.exit(held ? 0 : 1);
    }

    private boolean compare(String database) throws Exception {
        Path setup = Files.writeString(Files.createTempFile("bench", ".sql"), SETUP.formatted(OWNERS));
        Studio.run(List.of("psql", "-q", "-v", "ON_ERROR_STOP=1", database, "-f", setup.toString()));
        Files.delete(setup);
        read(true, Math.min(WARM_SECONDS, 4 * seconds));
        read(false, seconds);
        double ceiling = pgbench(database);
        double own = read(true, seconds);
        double open = read(false, seconds);
        double alone = medianMicros(seconds, false);
        double crowded = medianMicros(seconds, true);
        System.out.printf("pgbench, the same statements   %8.0f /s   %d clients%n", ceiling, clients);
        System.out.printf("read under a policy            %8.0f /s   %.2f x (at least %.2f)%n",
                own, own / ceiling, CEILING_FACTOR_MIN);
        System.out.printf("read without a policy          %8.0f /s   policy %.2f x (at least %.1f)%n",
                open, own / open, POLICY_FACTOR_MIN);
        System.out.printf("one reader, median             %8.0f us%n", alone);
        System.out.printf("the same beside %d sign-ins   %8.0f us  %.2f x (at most %.0f)%n",
                SIGN_INS, crowded, crowded / alone, SIGN_IN_FACTOR_MAX);
        boolean held = own >= CEILING_FACTOR_MIN * ceiling
                && own >= POLICY_FACTOR_MIN * open
                && crowded <= SIGN_IN_FACTOR_MAX * alone;
        System.out.println(held ? "within the limits" : "OVER the limits");
        return held;
    }

    /// @return answers in a second, all clients together
    private double read(boolean policy, int length) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(length).toNanos();
        try (var threads = Executors.newFixedThreadPool(clients)) {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                int first = client * 37;
                counts.add(threads.submit(() -> {
                    int count = 0;
                    try (var reader = new Reader(port)) {
                        while (System.nanoTime() < end) {
                            ask(reader, policy, first + count++);
                        }
                    }
                    return count;
                }));
            }
            int sum = 0;
            for (Future<Integer> count : counts) {
                sum += count.get();
            }
            return (double) sum / length;
        }
    }

    private long ask(Reader reader, boolean policy, int number) throws Exception {
        int owner = number % OWNERS;
        String path = "/rest/v1/" + (policy ? "bench_own?" : "bench_open?owner=eq." + subject(owner + 1) + "&")
                + "select=" + COLUMNS + "&order=created_at.desc&limit=20";
        return reader.ask("GET", path, "Authorization: Bearer " + tokens.get(owner) + "\r\n", "");
    }

    /// @param crowd whether as many people as the limit says try to sign in meanwhile, all at once
    private double medianMicros(int length, boolean crowd) throws Exception {
        long[] times = new long[1_000_000];
        int count = 0;
        var done = new CountDownLatch(crowd ? SIGN_INS : 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var reader = new Reader(port)) {
            for (int i = 0; crowd && i < SIGN_INS; i++) {
                threads.submit(() -> signIn(done));
            }
            long end = System.nanoTime() + Duration.ofSeconds(length).toNanos();
            while (count < times.length && (crowd ? done.getCount() > 0 || count == 0 : System.nanoTime() < end)) {
                times[count] = ask(reader, true, count++);
            }
        }
        Arrays.sort(times, 0, count);
        return times[count / 2] / 1_000.0;
    }

    /// A server that is asked for too much at once may say so; that is an answer.
    private void signIn(CountDownLatch done) {
        try (var reader = new Reader(port)) {
            reader.ask("POST", "/api/auth/signin", "Content-Type: application/json\r\n",
                    "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(Studio.OWNER, Studio.PASSWORD));
        } catch (Exception refused) {
            if (!refused.getMessage().contains(" 429 ")) {
                System.out.println("a sign-in failed: " + refused.getMessage());
            }
        } finally {
            done.countDown();
        }
    }

    private double pgbench(String database) throws Exception {
        return Studio.pgbench(database, """
                \\set o random(1, %d)
                \\startpipeline
                begin;
                select set_config('role', 'authenticated', true), set_config('request.jwt.claims', '{"sub":"' || lpad(to_hex(:o::int), 32, '0')::uuid || '","role":"authenticated"}', true);
                select coalesce(json_agg(t), '[]')::text from (select id, status, title, cost, created_at from public.bench_own order by created_at desc limit 20) t;
                commit;
                \\endpipeline
                """.formatted(OWNERS), clients, seconds);
    }

    private static String subject(int owner) {
        return "00000000-0000-0000-0000-%012x".formatted(owner);
    }

    private static String token(int owner) throws Exception {
        String head = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8)) + "."
                + base64(("{\"sub\":\"" + subject(owner) + "\",\"role\":\"authenticated\",\"exp\":4102444800}").getBytes(UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        return head + "." + base64(mac.doFinal(head.getBytes(UTF_8)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
