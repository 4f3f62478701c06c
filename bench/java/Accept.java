import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// bench/accept: generations accepted in a second, beside the durable one-row inserts of pgbench on the
/// same database.
final class Accept {

    private static final double MANY_FACTOR_MIN = 0.3;
    private static final double ALONE_FACTOR_MIN = 0.1;
    private static final String GENERATION =
            "{\"provider\":\"demo\",\"model\":\"demo-text\",\"generation_type\":\"text\",\"prompt\":\"a short line\"}";

    /// A server runs for days; the first seconds measure the JVM's compiler.
    private static final int WARM_SECONDS = 40;

    private final Studio studio;
    private final int clients;
    private final int seconds;

    private Accept(Studio studio, int clients, int seconds) {
        this.studio = studio;
        this.clients = clients;
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws Exception {
        int clients = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        Path data = Subject.folder();
        boolean held;
        try (Subject subject = Subject.start(arguments[0], List.of("run"), arguments[3], Studio.environment(data))) {
            held = new Accept(new Studio(subject.url()), clients, seconds).compare(Studio.database(data));
        }
        Subject.delete(data);
        System.exit(held ? 0 : 1);
    }

    private boolean compare(String database) throws Exception {
        String owner = studio.signIn(Studio.OWNER);
        List<String> people = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            people.add(studio.person("person" + i + "@bench.example", owner));
        }
        accepted(people, Math.min(WARM_SECONDS, 4 * seconds));
        double yardstick = oneRow(database);
        double ceiling = statements(database);
        double many = accepted(people, seconds);
        double alone = accepted(List.of(people.getFirst()), seconds);
        System.out.printf("pgbench, one durable row       %8.0f /s   %d clients%n", yardstick, clients);
        System.out.printf("pgbench, the rows of an accept %8.0f /s   what is left without HTTP, checks and runs%n", ceiling);
        System.out.printf("accepted, %3d people           %8.0f /s   %.2f x (at least %.1f)%n",
                clients, many, many / yardstick, MANY_FACTOR_MIN);
        System.out.printf("accepted, one person alone     %8.0f /s   %.2f x (at least %.1f)%n",
                alone, alone / yardstick, ALONE_FACTOR_MIN);
        boolean held = many >= MANY_FACTOR_MIN * yardstick && alone >= ALONE_FACTOR_MIN * yardstick;
        System.out.println(held ? "within the limits" : "OVER the limits");
        return held;
    }

    /// @param tokens of the people; the clients are dealt out among them
    /// @return accepted generations in a second
    private double accepted(List<String> tokens, int seconds) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                String token = tokens.get(i % tokens.size());
                counts.add(threads.submit(() -> {
                    int count = 0;
                    while (System.nanoTime() < end) {
                        studio.send("POST", "/api/generate", GENERATION, token);
                        count++;
                    }
                    return count;
                }));
            }
            int sum = 0;
            for (Future<Integer> count : counts) {
                sum += count.get();
            }
            return (double) sum / seconds;
        }
    }

    private double oneRow(String database) throws Exception {
        Studio.query(database, "create table public.bench_rows (id bigserial primary key, body text)");
        double rate = pgbench(database, "insert into public.bench_rows (body) values ('a short line');\n");
        Studio.query(database, "drop table public.bench_rows");
        return rate;
    }

    /// The statements that every accept ends in, as they reach the database, and nothing around them: what the same
    /// database can do at most. The runs are ended at once, so that nobody works on them.
    private double statements(String database) throws Exception {
        return pgbench(database, """
                begin;
                select set_config('role', 'atelier_system', true), set_config('request.jwt.claims', '{}', true), set_config('application_name', 'bench', true);
                with person as (select id from auth.users order by id limit 1), accepted as (insert into public.generations (id, user_id, provider, model, generation_type, prompt, parameters, status, phase, moderation, key_source, estimate_micros) select gen_random_uuid(), id, 'demo', 'demo-text', 'text', 'a short line', '{"length": "medium"}', 'pending', 'queued', '{"decision": "allowed"}', 'free', 0 from person returning *), queued as (insert into atelier.generation_runs (generation_id, user_id, provider, state) select id, user_id, provider, 'ended' from accepted) select id, status, parameters::text, created_at from accepted;
                insert into atelier.events (type, payload) values ('generation.accepted.v1', '{"generation_id": "a", "user_id": "b", "provider": "demo", "model": "demo-text"}');
                commit;
                """);
    }

    private double pgbench(String database, String statements) throws Exception {
        return Studio.pgbench(database, statements, clients, seconds);
    }
}
