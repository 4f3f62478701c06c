package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.database.TestCluster;
import studio.atelier.testkit.ServerProcess;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.fake.FakeProviderProcess;
import studio.atelier.testkit.fake.Purchase;
import tools.jackson.databind.JsonNode;

/// The server dies at each step of a run, once each, and at random. What must hold afterwards: nothing
/// accepted is lost, nothing is bought twice, what was charged was delivered, and the books add up.
@Tag("process")
class CrashTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private static Path folder;

    private static FakeProviderProcess provider;

    @BeforeAll
    static void startProvider() throws IOException {
        provider = FakeProviderProcess.start(folder);
    }

    @AfterAll
    static void stopProvider() {
        provider.close();
    }

    /// Dead before anything left, or after everything lay on disk: the run goes on as if nothing had been.
    @ParameterizedTest
    @ValueSource(strings = {"generation.accepted", "generation.staged", "generation.settled"})
    void goesOnWhereItWas(String step) throws Exception {
        try (Scene scene = new Scene(provider)) {
            String id = scene.dieAt(step, "goes on after " + step);

            JsonNode row = scene.restart().awaitEnd(id);

            assertThat(row.path("status").asString()).as(row.toString()).isEqualTo("completed");
            assertThat(row.path("result").path("outputs")).hasSize(1);
            assertThat(scene.bought("goes on after " + step)).hasSize(1);
            scene.booksAddUp();
        }
    }

    /// Dead while nobody can know what the provider did: never asked again, nothing charged, the exposure
    /// is shown.
    @ParameterizedTest
    @ValueSource(strings = {"generation.sent", "generation.answered"})
    void neverAsksTwiceWhenTheOutcomeIsUnknown(String step) throws Exception {
        try (Scene scene = new Scene(provider)) {
            String id = scene.dieAt(step, "unknown after " + step);

            JsonNode row = scene.restart().awaitEnd(id);

            assertThat(row.path("error_code").asString()).as(row.toString()).isEqualTo("generation.outcome_unknown");
            assertThat(row.path("cost_micros").asLong()).isZero();
            assertThat(scene.bought("unknown after " + step)).hasSizeLessThanOrEqualTo(1);
            assertThat(scene.exposed(id)).isPositive();
            scene.booksAddUp();
        }
    }

    @Test
    void aFailureIsBookedOnce() throws Exception {
        try (Scene scene = new Scene(provider)) {
            String id = scene.dieAt("generation.failed", "fake:500 once");

            JsonNode row = scene.restart().awaitEnd(id);

            assertThat(row.path("error_code").asString()).isEqualTo("provider.broken");
            scene.booksAddUp();
        }
    }

    @Test
    void survivesBeingKilledAtRandom() throws Exception {
        int kills = 4;
        int jobs = 40;
        Random chance = new Random(20261121);
        try (Scene scene = new Scene(provider)) {
            Person person = scene.start(Map.of());
            List<String> ids = new ArrayList<>();
            for (int kill = 0; kill < kills; kill++) {
                for (int job = 0; job < jobs / kills; job++) {
                    ids.add(person.generate("openai", "gpt-image-2", "image", "random " + kill + "-" + job)
                            .path("id")
                            .asString());
                }
                int ended = chance.nextInt(jobs / kills) + ids.size() - jobs / kills;
                scene.awaitEnded(person, ended);
                scene.kill();
                person = scene.start(Map.of());
            }

            for (String id : ids) {
                person.awaitEnd(id);
            }

            scene.everythingBoughtWasChargedOrExposed("random ");
            scene.booksAddUp();
        }
    }

    /// One database, one data folder, and the servers that die over them.
    private static final class Scene implements AutoCloseable {

        private final TestDatabase database = TestDatabase.create();
        private final Path data = TestCluster.folder("crash");
        private final FakeProviderProcess provider;
        private ServerProcess server;

        Scene(FakeProviderProcess provider) {
            this.provider = provider;
        }

        Person start(Map<String, String> more) {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("ATELIER_DATABASE_URL", database.owner().libpqUri());
            settings.put("ATELIER_LIMITS", "off");
            settings.put("ATELIER_OUTBOUND_ALLOW", provider.place());
            settings.put("ATELIER_OWNER_EMAIL", Person.EMAIL);
            settings.put("ATELIER_OWNER_PASSWORD", Person.PASSWORD);
            settings.putAll(more);
            server = ServerProcess.start(data, settings);
            Person person = Person.signIn(server.http());
            if (person.data("GET", "/api/api-keys", null).path("api_keys").isEmpty()) {
                person.addKey("openai", provider.baseUrl().toString());
            }
            return person;
        }

        /// @return the id of the generation during which the server died
        String dieAt(String step, String prompt) {
            Person person = start(Map.of("ATELIER_FAILPOINT", step));
            try {
                person.generate("openai", "gpt-image-2", "image", prompt);
            } catch (RuntimeException died) {
                // The server may be gone before it has answered; the row is there all the same.
            }
            Awaitility.await("death at " + step).atMost(PATIENCE).until(() -> !server.alive());
            return database.asOwner()
                    .sql("select id::text from public.generations where prompt = :prompt")
                    .param("prompt", prompt)
                    .query(String.class)
                    .single();
        }

        Person restart() {
            return start(Map.of());
        }

        void kill() {
            server.kill();
        }

        void awaitEnded(Person person, int count) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> database.asOwner()
                                    .sql("select count(*) from public.generations where completed_at is not null")
                                    .query(Long.class)
                                    .single()
                            >= count);
        }

        List<Purchase> bought(String prompt) throws IOException {
            return provider.purchases().stream()
                    .filter(purchase -> purchase.prompt().equals(prompt))
                    .toList();
        }

        long exposed(String id) {
            return database.asOwner()
                    .sql("select exposure_micros from atelier.generation_runs where generation_id = :id::uuid")
                    .param("id", id)
                    .query(Long.class)
                    .single();
        }

        void everythingBoughtWasChargedOrExposed(String prefix) throws IOException {
            Map<String, Long> bought = new LinkedHashMap<>();
            provider.purchases().stream()
                    .filter(purchase -> purchase.prompt().startsWith(prefix))
                    .forEach(purchase -> bought.merge(purchase.prompt(), 1L, Long::sum));
            var rows = database.asOwner().sql("""
                    select g.prompt, g.status, g.error_code, g.cost_micros,
                           (select count(*) from public.assets a where a.generation_id = g.id) as assets
                    from public.generations g
                    """).query().listOfRows();

            assertThat(bought.values()).as("bought twice").allMatch(times -> times == 1);
            for (Map<String, Object> row : rows) {
                boolean delivered = "completed".equals(row.get("status"));
                assertThat(delivered || "generation.outcome_unknown".equals(row.get("error_code")))
                        .as(row.toString())
                        .isTrue();
                assertThat((Long) row.get("assets")).as(row.toString()).isEqualTo(delivered ? 1 : 0);
                assertThat((Long) row.get("cost_micros") > 0).as(row.toString()).isEqualTo(delivered);
                if (delivered) {
                    assertThat(bought).containsKey((String) row.get("prompt"));
                }
            }
        }

        void booksAddUp() {
            var owner = database.asOwner();
            assertThat(owner.sql("select count(*) from atelier.reservations where state = 'open'")
                            .query(Long.class)
                            .single())
                    .as("open reservations")
                    .isZero();
            assertThat(owner.sql("select coalesce(sum(balance_micros), 0) from atelier.accounts where kind = 'held'")
                            .query(Long.class)
                            .single())
                    .as("still held")
                    .isZero();
            assertThat(owner.sql("select coalesce(sum(amount_micros), 0) from atelier.ledger_entries")
                            .query(Long.class)
                            .single())
                    .as("sum of the ledger")
                    .isZero();
            assertThat(owner.sql("""
                            select count(*) from public.generations g
                            left join atelier.reservations r on r.id = g.id
                            where coalesce(r.charged_micros, 0) <> coalesce(g.cost_micros, 0)
                            """).query(Long.class).single())
                    .as("rows whose cost is not their charge")
                    .isZero();
        }

        @Override
        public void close() {
            if (server != null) {
                server.kill();
            }
            database.close();
            TestCluster.deleteFolder(data);
        }
    }
}
