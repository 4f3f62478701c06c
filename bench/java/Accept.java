import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// bench/accept: generations accepted in a second, beside the durable one-row inserts of pgbench on the
/// same database.
final class Accept {

    private static final double MANY_FACTOR_MIN = 0.3;
    private static final double ALONE_FACTOR_MIN = 0.1;
    private static final String PASSWORD = "a bench needs a pass phrase";
    private static final String GENERATION =
            "{\"provider\":\"demo\",\"model\":\"demo-text\",\"generation_type\":\"text\",\"prompt\":\"a short line\"}";

    /// A server runs for days; the first seconds measure the JVM's compiler.
    private static final int WARM_SECONDS = 40;


    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final int clients;
    private final int seconds;

    private Accept(String url, int clients, int seconds) {
        this.url = url;
        this.clients = clients;
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws Exception {
        int clients = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        Path data = Subject.folder();
        Map<String, String> environment = Map.of(
                "ATELIER_DATA", data.toString(),
                "ATELIER_LIMITS", "off",
                "ATELIER_OWNER_EMAIL", "owner@bench.example",
                "ATELIER_OWNER_PASSWORD", PASSWORD);
        boolean held;
        try (Subject subject = Subject.start(arguments[0], List.of("run"), arguments[3], environment)) {
            String database = field(awaitRunFile(data), "database_url");
            held = new Accept(subject.url(), clients, seconds).compare(database);
        }
        Subject.delete(data);
        System.exit(held ? 0 : 1);
    }

    private boolean compare(String database) throws Exception {
        String owner = signIn("owner@bench.example");
        List<String> people = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            String email = "person" + i + "@bench.example";
            post("/api/admin/users", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD), owner);
            people.add(signIn(email));
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
                        post("/api/generate", GENERATION, token);
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
        run(List.of("psql", "-q", database, "-c", "create table public.bench_rows (id bigserial primary key, body text)"));
        double rate = pgbench(database, "insert into public.bench_rows (body) values ('a short line');\n");
        run(List.of("psql", "-q", database, "-c", "drop table public.bench_rows"));
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
        Path script = Files.createTempFile("bench", ".sql");
        Files.writeString(script, statements);
        String output = run(List.of(
                "pgbench", "-n", "-M", "prepared", "-c", "" + clients, "-j", "2", "-T", "" + seconds, "-f", script.toString(),
                database));
        Files.delete(script);
        Matcher rate = Pattern.compile("tps = ([0-9.]+)").matcher(output);
        if (!rate.find()) {
            throw new IllegalStateException(output);
        }
        return Double.parseDouble(rate.group(1));
    }

    private String signIn(String email) throws Exception {
        return field(
                post("/api/auth/signin", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD), ""),
                "access_token");
    }

    private String post(String path, String json, String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private static String awaitRunFile(Path data) throws Exception {
        Path file = data.resolve("run.json");
        while (!Files.exists(file)) {
            Thread.sleep(20);
        }
        return Files.readString(file);
    }

    private static String field(String json, String name) {
        Matcher value = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        if (!value.find()) {
            throw new IllegalStateException("no " + name + " in " + json.replaceAll("[0-9a-f]{32,}", "***"));
        }
        return value.group(1);
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
        return output;
    }
}
