import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// bench/queue: jobs that were accepted over HTTP, worked off against a provider that answers at once, until the last
/// is settled; and how long one job waits until the provider is asked. Beside it, on the same database, what PostgreSQL
/// does at most: pgbench, which claims a row and deletes it, two commits a job.
final class Queue {

    private static final double MANY_FACTOR_MIN = 0.65;
    private static final double LEAST_FACTOR_MAX = 1.5;
    private static final int FILLERS = 16;
    private static final int PGBENCH_SECONDS = 5;
    private static final int PGBENCH_ROWS = 300_000;
    private static final int LATENCY_WARM = 50;
    private static final Duration END_MAX = Duration.ofMinutes(10);
    private static final Duration JOB_MAX = Duration.ofSeconds(20);
    private static final int PAUSE_MILLIS = 5;
    private static final int LOOK_MILLIS = 100;
    private static final String JOB =
            "{\"provider\":\"openai\",\"model\":\"" + BenchProvider.MODEL + "\",\"generation_type\":\"text\",\"prompt\":\"a short line\"}";
    private final BenchProvider provider;

    /// @param jobsPerSecond worked off, until the last was settled
    /// @param accepted      a second, while nothing was worked off
    private record Throughput(double jobsPerSecond, double accepted) {}

    /// Microseconds; `pickup` from before the accept is sent until the provider is asked.
    private record Latency(long median, long p99, long accept) {}

    private Queue(BenchProvider provider) {
        this.provider = provider;
    }

    /// `JAR FLAGS WORKERS JOBS`, or with `throughput|latency URL` behind them for one figure as JSON on a database of one's
    /// own.
    public static void main(String[] arguments) throws Exception {
        String jar = arguments[0];
        String flags = arguments[1];
        int workers = Integer.parseInt(arguments[2]);
        int jobs = Integer.parseInt(arguments[3]);
        boolean held = true;
        try (var provider = new BenchProvider()) {
            Queue queue = new Queue(provider);
            if (arguments.length > 4) {
                String figure = arguments[4];
                queue.with(jar, flags, workers, arguments[5], (studio, database) ->
                        System.out.println(queue.json(figure, studio, database, workers, jobs)));
            } else {
                List<Boolean> fine = new ArrayList<>();
                queue.with(jar, flags, workers, null, (studio, database) ->
                        fine.add(queue.compare(studio, database, workers, jobs)));
                held = fine.getFirst();
            }
        }
        System.exit(held ? 0 : 1);
    }

    private interface Use {
        void on(Studio studio, String database) throws Exception;
    }

    /// A server whose only provider is the one of this bench.
    private void with(String jar, String flags, int workers, String url, Use use) throws Exception {
        Path data = Subject.folder();
        Map<String, String> environment = new HashMap<>(provider.environment(data));
        environment.put("ATELIER_RUNS_MAX", "" + workers);
        environment.put("ATELIER_RUNS_PER_PERSON", "" + workers);
        if (url != null) {
            environment.put("ATELIER_DATABASE_URL", url);
        }
        try (Subject subject = Subject.start(jar, List.of("run"), flags, environment)) {
            Studio studio = new Studio(subject.url());
            provider.join(studio);
            use.on(studio, url == null ? Studio.database(data) : url);
        }
        Subject.delete(data);
    }

    private boolean compare(Studio studio, String database, int workers, int jobs) throws Exception {
        List<String> people = people(studio, workers);
        throughput(studio, database, people, jobs);
        double ceiling = ceiling(database, workers);
        Throughput many = throughput(studio, database, people, jobs);
        Throughput alone = throughput(studio, database, people.subList(0, 1), jobs);
        double least = 2e6 / Studio.pgbench(database, "insert into bench_job (state) values (1);\n", 1, PGBENCH_SECONDS);
        Latency latency = latency(studio, database, people.getFirst(), Math.min(jobs, 200));
        System.out.printf("pgbench, claim and delete      %8.0f /s   %d clients%n", ceiling, workers);
        System.out.printf("jobs, one person a worker      %8.0f /s   %.2f x (at least %.2f); accepted before: %.0f /s%n",
                many.jobsPerSecond(), many.jobsPerSecond() / ceiling, MANY_FACTOR_MIN, many.accepted());
        System.out.printf("jobs, one person alone         %8.0f /s   %.2f x (at least %.2f)%n",
                alone.jobsPerSecond(), alone.jobsPerSecond() / ceiling, MANY_FACTOR_MIN);
        System.out.printf("pgbench, two durable commits   %8.0f us%n", least);
        System.out.printf("pick-up, median                %8d us  %.1f x (at most %.1f); p99 %d us, accept alone %d us%n",
                latency.median(), latency.median() / least, LEAST_FACTOR_MAX, latency.p99(), latency.accept());
        System.out.println("rows: " + count(database));
        boolean held = many.jobsPerSecond() >= MANY_FACTOR_MIN * ceiling
                && alone.jobsPerSecond() >= MANY_FACTOR_MIN * ceiling
                && latency.median() <= LEAST_FACTOR_MAX * least;
        System.out.println(held ? "within the limits" : "OVER the limits");
        return held;
    }

    private String json(String figure, Studio studio, String database, int workers, int jobs) throws Exception {
        if (figure.equals("latency")) {
            List<String> one = people(studio, 1);
            Latency latency = latency(studio, database, one.getFirst(), jobs);
            return "{\"pickup_p50_ms\":%.3f,\"pickup_p99_ms\":%.3f,\"enqueue_p50_ms\":%.3f}".formatted(
                    latency.median() / 1e3, latency.p99() / 1e3, latency.accept() / 1e3);
        }
        List<String> people = people(studio, workers);
        throughput(studio, database, people, jobs / 2);
        Throughput measured = throughput(studio, database, people, jobs);
        return "{\"jobs_per_s\":%.0f,\"fill_per_s\":%.0f}".formatted(measured.jobsPerSecond(), measured.accepted());
    }

    /// @return their access tokens; each has more money than the jobs can cost
    private static List<String> people(Studio studio, int count) throws Exception {
        String owner = studio.signIn(Studio.OWNER);
        List<String> people = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String email = "person" + i + "@bench.example";
            String token = studio.person(email, owner);
            String id = Studio.field(studio.send("GET", "/auth/v1/user", "", token), "id");
            studio.send(
                    "POST",
                    "/api/admin/credits",
                    "{\"user_id\":\"%s\",\"amount_micros\":1000000000000,\"reason\":\"bench\"}".formatted(id),
                    owner);
            people.add(token);
        }
        return people;
    }

    /// Accepts all jobs while the provider keeps those that reach it waiting, and then lets them go.
    private Throughput throughput(Studio studio, String database, List<String> people, int jobs) throws Exception {
        String before = Studio.query(database, "select clock_timestamp()");
        provider.hold(true);
        long filling = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> fillers = new ArrayList<>();
            for (int filler = 0; filler < FILLERS; filler++) {
                int first = filler;
                fillers.add(threads.submit(() -> {
                    for (int job = first; job < jobs; job += FILLERS) {
                        studio.send("POST", "/api/generate", JOB, people.get(job % people.size()));
                    }
                    return first;
                }));
            }
            for (Future<Integer> filler : fillers) {
                filler.get();
            }
        }
        double accepted = jobs * 1e9 / (System.nanoTime() - filling);
        String begun = Studio.query(database, "select clock_timestamp()");
        provider.hold(false);
        awaitNoneOpen(database);
        double seconds = Double.parseDouble(Studio.query(
                database,
                "select extract(epoch from max(completed_at) - '%s') from public.generations where created_at > '%s'"
                        .formatted(begun, before)));
        provider.forget();
        return new Throughput(jobs / seconds, accepted);
    }

    private static void awaitNoneOpen(String database) throws Exception {
        long end = System.nanoTime() + END_MAX.toNanos();
        while (!Studio.query(database, "select exists (select from atelier.generation_runs where state = 'open')")
                .equals("f")) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the queue is not empty after " + END_MAX);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private double ceiling(String database, int workers) throws Exception {
        Studio.query(database, """
                create table bench_job (id bigserial primary key, state int not null default 0, claimed_at timestamptz);
                create index on bench_job (id) where state = 0;
                insert into bench_job (state) select 0 from generate_series(1, %d)""".formatted(PGBENCH_ROWS));
        Studio.query(database, "vacuum analyze bench_job");
        return Studio.pgbench(database, """
                update bench_job set state = 1, claimed_at = now() where id = (select id from bench_job where state = 0 order by id for update skip locked limit 1) returning id \\gset
                delete from bench_job where id = :id;
                """, workers, PGBENCH_SECONDS);
    }

    private Latency latency(Studio studio, String database, String token, int jobs) throws Exception {
        // The provider was asked before, too: when its key was saved.
        provider.forget();
        long[] pickups = new long[jobs];
        long[] accepts = new long[jobs];
        for (int job = -LATENCY_WARM; job < jobs; job++) {
            long begun = System.nanoTime();
            String id = Studio.field(studio.send("POST", "/api/generate", JOB, token), "id");
            long accepted = System.nanoTime();
            Long picked = provider.nextAsked(JOB_MAX);
            if (picked == null) {
                throw new IllegalStateException("the provider was not asked for " + id);
            }
            while (!studio.send("GET", "/api/generations/" + id, "", token).contains("\"completed\"")) {
                Thread.sleep(PAUSE_MILLIS);
            }
            if (job >= 0) {
                pickups[job] = (picked - begun) / 1000;
                accepts[job] = (accepted - begun) / 1000;
            }
        }
        Arrays.sort(pickups);
        Arrays.sort(accepts);
        return new Latency(pickups[jobs / 2], pickups[jobs * 99 / 100], accepts[jobs / 2]);
    }

    private static String count(String database) throws Exception {
        return Studio.query(
                database,
                "select format('%s generations, %s completed, %s still held', count(*), count(*) filter (where status = 'completed'),"
                        + " (select coalesce(sum(balance_micros), 0) from atelier.accounts where kind = 'held')) from public.generations");
    }
}
