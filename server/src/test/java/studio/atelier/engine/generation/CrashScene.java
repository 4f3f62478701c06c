package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.TestCluster;
import studio.atelier.testkit.FreePorts;
import studio.atelier.testkit.ServerProcess;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.fake.FakeProcess;
import studio.atelier.testkit.fake.FakeProviderProcess;
import studio.atelier.testkit.fake.Purchase;
import studio.atelier.testkit.fake.fal.FakeFal;

/// One database, one data folder, a provider that answers at once, one that gives jobs and calls back, a worker,
/// and the servers that die over them.
final class CrashScene implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final String STOPPED = "stopped at ";

    /// One for each step at which a worker's job meets a death.
    static final List<String> KINDS = List.of("leased", "staged", "kept", "completed", "failed");

    private final TestDatabase database = TestDatabase.create();
    private final Path data = TestCluster.folder("crash");
    private final Path sold = TestCluster.folder("crash-sold");
    private final int port = FreePorts.next();
    private final FakeProviderProcess inline;
    private final FakeProcess queued;
    private ServerProcess server;
    private Person person;
    private WorkerHand worker;
    private volatile @Nullable Throwable complaint;

    CrashScene() throws IOException {
        inline = FakeProviderProcess.start(Files.createDirectory(sold.resolve("inline")));
        queued = FakeProcess.start(FakeFal.class, Files.createDirectory(sold.resolve("queued")));
        Path models = Files.createDirectories(data.resolve("catalog/workers"));
        for (String kind : KINDS) {
            Files.writeString(models.resolve(kind + ".yaml"), """
                    display_name: %s
                    description: Paints on a worker.
                    type: image
                    capabilities: [text_to_image]
                    parameters: {}
                    price: {kind: image, usd: 0.01, source: ours, as_of: "2026-11-01"}
                    wire: {endpoint: %s}
                    """.formatted(kind, kind));
        }
        Path routes = Files.createDirectories(data.resolve("catalog/auto"));
        Files.writeString(routes.resolve("either.yaml"), """
                display_name: Either
                description: A test
                type: image
                policy: first_healthy
                models: [openai/gpt-image-2, openai/gpt-image-2.5-flare]
                """);
    }

    /// Starts a server over what the one before left.
    ///
    /// @param steps at which runs stop, and at the last the server
    void start(List<String> steps) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ATELIER_PORT", Integer.toString(port));
        settings.put("ATELIER_DATABASE_URL", database.owner().libpqUri());
        settings.put("ATELIER_LIMITS", "off");
        settings.put("ATELIER_OUTBOUND_ALLOW", inline.place() + "," + queued.place());
        // Reaches loopback, and by its name does not say so.
        settings.put("ATELIER_CALLBACK_URL", "http://0.0.0.0:" + port);
        // For calls that never come.
        settings.put("ATELIER_RUN_CALLBACK_WAIT", "8s");
        settings.put("ATELIER_OWNER_EMAIL", Person.EMAIL);
        settings.put("ATELIER_OWNER_PASSWORD", Person.PASSWORD);
        settings.put("ATELIER_RUNS_PER_PERSON", "64");
        // What a dead node had is free four seconds after it was last heard of.
        settings.put("ATELIER_RUN_LEASE", "15s");
        if (!steps.isEmpty()) {
            settings.put("ATELIER_FAILPOINT", String.join(",", steps));
        }
        server = ServerProcess.start(data, settings);
        person = Person.signIn(server.http());
        if (person.data("GET", "/api/api-keys", null).path("api_keys").isEmpty()) {
            settle();
        }
    }

    private void settle() {
        person.addKey("openai", inline.baseUrl().toString());
        person.addKey("fal", queued.address().toString());
        String id = person.data("GET", "/api/session", null).at("/user/id").asString();
        person.data("POST", "/api/admin/credits", """
                {"user_id":"%s","amount_micros":10000000,"reason":"tests"}
                """.formatted(id));
        worker = WorkerHand.hire(person, () -> server.http(), KINDS);
    }

    void kill() {
        server.kill();
    }

    void awaitDeath(String step) {
        await("death at " + step, () -> !server.alive());
    }

    /// Waits until so many runs stand at a step of theirs.
    void awaitStopped(int count, String prompt) {
        try {
            await("stop of " + prompt, () -> server.output().split(STOPPED, -1).length - 1 == count);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError("not the stop that was expected, after:\n" + server.output(), late);
        }
    }

    Person person() {
        return person;
    }

    WorkerHand worker() {
        return worker;
    }

    FakeProviderProcess inline() {
        return inline;
    }

    FakeProcess queued() {
        return queued;
    }

    /// The job that the queue of the second provider has for a prompt.
    String job(String prompt) {
        List<String> found = new ArrayList<>();
        await("job of " + prompt, () -> {
            queued.jobs().forEach(job -> {
                if (job.path("prompt").asString().equals(prompt)) {
                    found.add(job.path("id").asString());
                }
            });
            return !found.isEmpty();
        });
        return found.getFirst();
    }

    /// Asks for something whose answer may never come.
    void ask(Runnable question) {
        Thread.ofVirtual().start(() -> {
            try {
                question.run();
            } catch (UncheckedIOException died) {
                // The server has gone before it answered.
            } catch (RuntimeException | Error failure) {
                complaint = failure;
            }
        });
    }

    void cancel(String prompt) {
        person.data("POST", "/api/generations/" + id(prompt) + "/cancel", null);
    }

    /// Waits until a node has the run of a prompt.
    void awaitBegun(String prompt) {
        await(
                "begin of " + prompt,
                () -> number(
                                "select count(*) from public.generations where prompt = :prompt and status = 'running'",
                                prompt)
                        == 1);
    }

    /// Waits until the generation of a prompt has the handle of its job.
    void awaitHandle(String prompt) {
        await("handle of " + prompt, () -> number("""
                        select count(*) from atelier.generation_runs r
                        join public.generations g on g.id = r.generation_id
                        where g.prompt = :prompt and r.handle is not null
                        """, prompt) == 1);
    }

    /// Waits until a stream of the first provider stands still in its middle.
    void awaitHalfway() {
        await("half a stream", () -> inline.stats().path("held").asInt() == 1);
    }

    void awaitLease(String kind) {
        await("a job for " + kind, () -> worker.lease(kind));
    }

    private void await(String what, Callable<Boolean> whether) {
        Awaitility.await(what).atMost(PATIENCE).pollInterval(BETWEEN_LOOKS).until(() -> {
            if (complaint != null) {
                throw new AssertionError(what, complaint);
            }
            return whether.call();
        });
    }

    String id(String prompt) {
        return database.asOwner()
                .sql("select id::text from public.generations where prompt = :prompt")
                .param("prompt", prompt)
                .query(String.class)
                .single();
    }

    long exposed(String prompt) {
        return number(
                "select r.exposure_micros from atelier.generation_runs r join public.generations g on g.id = r.generation_id"
                        + " where g.prompt = :prompt",
                prompt);
    }

    /// As if the worker had been silent for too long.
    void runOut(String prompt) {
        database.asOwner().sql("""
                        update atelier.generation_runs r set leased_until = now() - interval '1 second'
                        from public.generations g
                        where g.id = r.generation_id and g.prompt = :prompt
                        """).param("prompt", prompt).update();
    }

    long ended(String prefix) {
        return number(
                "select count(*) from public.generations where completed_at is not null and starts_with(prompt, :prompt)",
                prefix);
    }

    private long number(String sql, String prompt) {
        return database.asOwner()
                .sql(sql)
                .param("prompt", prompt)
                .query(Long.class)
                .single();
    }

    /// How often each prompt was bought.
    Map<String, Long> bought() {
        Map<String, Long> bought = new LinkedHashMap<>();
        try {
            for (FakeProcess provider : List.of(inline, queued)) {
                for (Purchase purchase : provider.purchases()) {
                    bought.merge(purchase.prompt(), 1L, Long::sum);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bought;
    }

    /// What was delivered was bought and charged, and what was bought is delivered or shown.
    void everythingBoughtWasChargedOrExposed(String prefix) {
        Map<String, Long> bought = bought();
        var rows = database.asOwner().sql("""
                        select g.prompt, g.status, g.error_code, g.cost_micros, r.exposure_micros,
                               (select count(*) from public.assets a where a.generation_id = g.id) as assets
                        from public.generations g
                        join atelier.generation_runs r on r.generation_id = g.id
                        where starts_with(g.prompt, :prefix)
                        """).param("prefix", prefix).query().listOfRows();

        for (Map<String, Object> row : rows) {
            boolean delivered = "completed".equals(row.get("status"));
            assertThat(delivered || "generation.outcome_unknown".equals(row.get("error_code")))
                    .as(row.toString())
                    .isTrue();
            assertThat((Long) row.get("assets")).as(row.toString()).isEqualTo(delivered ? 1 : 0);
            assertThat((Long) row.get("cost_micros") > 0).as(row.toString()).isEqualTo(delivered);
            assertThat((Long) row.get("exposure_micros") > 0).as(row.toString()).isEqualTo(!delivered);
            if (delivered) {
                assertThat(bought).containsKey((String) row.get("prompt"));
            }
        }
    }

    void booksAddUp() {
        Books.addUp(database);
    }

    @Override
    public void close() {
        if (server != null) {
            server.kill();
        }
        inline.close();
        queued.close();
        database.close();
        TestCluster.deleteFolder(data);
        TestCluster.deleteFolder(sold);
    }
}
