package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.platform.database.TestCluster;
import studio.atelier.testkit.RedisServer;
import studio.atelier.testkit.S3Server;
import studio.atelier.testkit.ServerProcess;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.fake.FakeProcess;
import studio.atelier.testkit.fake.FakeProviderProcess;
import studio.atelier.testkit.fake.Purchase;
import studio.atelier.testkit.fake.fal.FakeFal;
import tools.jackson.databind.JsonNode;

/// Two servers on one database, one Redis and one store of objects: one dies, or stands still for longer than its
/// leases,
/// with runs under way. The other finishes them; nothing is lost, nothing is bought twice, and what the first
/// says afterwards counts for nothing.
@Tag("process")
class TwoNodesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int JOBS = 40;

    @TempDir
    private static Path folder;

    private static TestDatabase database;
    private static S3Server objects;
    private static RedisServer limits;
    private static FakeProviderProcess inline;
    private static FakeProcess queued;
    private static Node other;

    /// A server with its own folder.
    private record Node(Path data, ServerProcess server, Person person) implements AutoCloseable {

        static Node start() {
            Path data = TestCluster.folder("node");
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("ATELIER_DATABASE_URL", database.owner().libpqUri());
            settings.put("ATELIER_STORAGE_S3_BUCKET", S3Server.BUCKET);
            settings.put("ATELIER_STORAGE_S3_ENDPOINT", objects.endpoint().toString());
            settings.put("ATELIER_STORAGE_S3_KEY_ID", S3Server.KEY_ID);
            settings.put("ATELIER_STORAGE_S3_SECRET", S3Server.SECRET);
            settings.put("ATELIER_STORAGE_FALLBACK", "off");
            settings.put("ATELIER_REDIS_URL", limits.url());
            settings.put("ATELIER_LIMIT_REQUESTS", "1000000");
            settings.put("ATELIER_GENERATIONS_PER_MINUTE", "100000");
            settings.put("ATELIER_OUTBOUND_ALLOW", inline.place() + "," + queued.place());
            settings.put("ATELIER_OWNER_EMAIL", Person.EMAIL);
            settings.put("ATELIER_OWNER_PASSWORD", Person.PASSWORD);
            settings.put("ATELIER_RUNS_PER_PERSON", "64");
            settings.put("ATELIER_RUN_LEASE", "8s");
            ServerProcess server = ServerProcess.start(data, settings);
            return new Node(data, server, Person.signIn(server.http()));
        }

        void signal(String name) throws IOException, InterruptedException {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(server.pid())).start();
            assertThat(kill.waitFor()).isZero();
        }

        @Override
        public void close() {
            server.kill();
            TestCluster.deleteFolder(data);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        database = TestDatabase.create();
        objects = new S3Server();
        limits = new RedisServer();
        inline = FakeProviderProcess.start(Files.createDirectory(folder.resolve("inline")));
        queued = FakeProcess.start(FakeFal.class, Files.createDirectory(folder.resolve("queued")));
        other = Node.start();
        other.person().addKey("openai", inline.baseUrl().toString());
        other.person().addKey("fal", queued.address().toString());
    }

    @AfterAll
    static void stop() {
        other.close();
        inline.close();
        queued.close();
        objects.close();
        limits.close();
        database.close();
    }

    @Test
    void theOtherFinishesWhatADeadNodeHad() throws IOException {
        List<String> ids = new ArrayList<>();
        List<String> lost;
        try (Node dying = Node.start()) {
            inline.hold();
            for (int job = 0; job < JOBS; job++) {
                Person person = job % 4 < 2 ? dying.person() : other.person();
                ids.add(ask(person, job % 2 == 0, "dead " + job));
            }
            await(
                    "runs under way",
                    () -> inline.stats().path("held").asInt() == JOBS / 2 && handles("dead ") == JOBS / 2);
            long node = newest();
            lost = of(node, "dead ", "r.handle is null");
            assertThat(of(node, "dead ", "true"))
                    .as("runs of the node that dies")
                    .isNotEmpty();
        }
        inline.release();
        queued.finish();

        for (String id : ids) {
            JsonNode row = other.person().awaitEnd(id);
            // Nobody can ask this provider what became of an answer that nobody heard.
            boolean unknown = lost.contains(id);
            assertThat(row.path("status").asString()).as(row.toString()).isEqualTo(unknown ? "failed" : "completed");
            assertThat(row.path("error_code").asString("").equals("generation.outcome_unknown"))
                    .as(row.toString())
                    .isEqualTo(unknown);
        }

        assertThat(exposed("dead ")).isEqualTo(lost.size());
        assertThat(bought("dead "))
                .hasSize(JOBS)
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        Books.addUp(database);
    }

    /// It still holds its connections and believes that the runs are its own.
    @Test
    void aNodeThatStoodStillChangesNothingWhenItGoesOn() throws Exception {
        List<String> ids = new ArrayList<>();
        try (Node frozen = Node.start()) {
            for (int job = 0; job < JOBS / 2; job++) {
                ids.add(ask(frozen.person(), false, "frozen " + job));
            }
            await("runs under way", () -> handles("frozen ") == JOBS / 2);
            List<String> taken = of(newest(), "frozen ", "true");
            assertThat(taken).as("runs of the node that stands still").isNotEmpty();
            frozen.signal("STOP");
            queued.finish();
            List<JsonNode> rows = ids.stream().map(other.person()::awaitEnd).toList();

            frozen.signal("CONT");
            await(
                    "its runs are lost",
                    () -> taken.stream().allMatch(id -> frozen.server().output().contains("run " + id + " was lost")));

            assertThat(rows)
                    .allSatisfy(row -> assertThat(row.path("status").asString()).isEqualTo("completed"));
            assertThat(ids.stream().map(id -> frozen.person().data("GET", "/api/generations/" + id, null)))
                    .isEqualTo(rows);
        }
        assertThat(bought("frozen "))
                .hasSize(JOBS / 2)
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        Books.addUp(database);
    }

    private static String ask(Person person, boolean atOnce, String prompt) {
        JsonNode row = atOnce
                ? person.generate("openai", "gpt-image-2", "image", prompt)
                : person.generate("fal", "fal-ai/flux/schnell", "image", prompt + " fake:stuck");
        return row.path("id").asString();
    }

    /// The number of the node that started last, by the lock that says it lives.
    private static long newest() {
        return number("""
                select l.classid::bigint << 32 | l.objid::bigint
                from pg_locks l
                join pg_stat_activity a on a.pid = l.pid
                where l.locktype = 'advisory' and l.granted and l.objsubid = 1
                  and a.datname = current_database() and a.application_name like '%node presence%'
                order by a.backend_start desc
                limit 1
                """);
    }

    private static List<String> of(long node, String prefix, String more) {
        return database.asOwner()
                .sql("""
                        select g.id::text
                        from atelier.generation_runs r
                        join public.generations g on g.id = r.generation_id
                        where r.leased_by = :node and starts_with(g.prompt, :prefix) and
                        """ + more)
                .param("node", node)
                .param("prefix", prefix)
                .query(String.class)
                .list();
    }

    private static long handles(String prefix) {
        return number("""
                select count(*) from atelier.generation_runs r join public.generations g on g.id = r.generation_id
                where r.handle is not null and starts_with(g.prompt, '%s')
                """.formatted(prefix));
    }

    private static long exposed(String prefix) {
        return number("""
                select count(*) from atelier.generation_runs r join public.generations g on g.id = r.generation_id
                where r.exposure_micros > 0 and starts_with(g.prompt, '%s')
                """.formatted(prefix));
    }

    private static long number(String sql) {
        return database.asOwner().sql(sql).query(Long.class).single();
    }

    private static Map<String, Integer> bought(String prefix) throws IOException {
        Map<String, Integer> bought = new LinkedHashMap<>();
        for (FakeProcess provider : List.of(inline, queued)) {
            for (Purchase purchase : provider.purchases()) {
                if (purchase.prompt().startsWith(prefix)) {
                    bought.merge(purchase.prompt(), 1, Integer::sum);
                }
            }
        }
        return bought;
    }

    private static void await(String what, Callable<Boolean> whether) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(whether);
    }
}
