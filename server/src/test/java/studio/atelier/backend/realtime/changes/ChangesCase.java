package studio.atelier.backend.realtime.changes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.feed.TestFeed;
import studio.atelier.testkit.TestDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Changes over a real database and its log.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ChangesCase {

    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final long FOREVER = 4_102_444_800L;

    final TestDatabase database;
    final TestFeed feed;
    final Changes changes;
    final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<Heard> opened = new ArrayList<>();

    ChangesCase(TestDatabase database) {
        this.database = database;
        this.feed = new TestFeed(database);
        this.changes = new Changes(
                database.transactions(),
                feed.visibility(),
                JsonMapper.shared(),
                Clock.systemUTC(),
                new Tally(meters, Clock.systemUTC()));
    }

    @BeforeAll
    void startFeed() {
        changes.follow(feed.feed());
        feed.start();
    }

    @AfterAll
    void stopFeed() {
        opened.forEach(Heard::close);
        changes.close();
        feed.close();
    }

    /// Statements as the superuser, each by itself.
    void run(String... statements) {
        for (String statement : statements) {
            database.asOwner().sql(statement).update();
        }
    }

    /// Returns when everything committed so far has been heard: whoever registers now hears nothing of it.
    void settle() {
        run(
                "create table if not exists public.settled (id uuid primary key)",
                "do $$ begin alter publication supabase_realtime add table public.settled;"
                        + " exception when duplicate_object then null; end $$",
                "grant select on public.settled to service_role");
        UUID mark = UUID.randomUUID();
        try (Heard heard = hear(service(), filtered("settled", "id=eq." + mark))) {
            run("insert into public.settled values ('" + mark + "')");
            assertThat(heard.next().path("record").path("id").stringValue()).isEqualTo(mark.toString());
        }
    }

    static Binding all(String table) {
        return new Binding("*", "public", table, null, null);
    }

    static Binding filtered(String table, String filter) {
        return new Binding("*", "public", table, filter, null);
    }

    static Audience of(Actor actor) {
        return new Audience(actor.role().sql(), actor.claims(), FOREVER);
    }

    static Audience person(UUID id) {
        return of(Actor.person(id));
    }

    static Audience anon() {
        return of(Actor.ANONYMOUS);
    }

    static Audience service() {
        return new Audience("service_role", "{\"role\":\"service_role\"}", FOREVER);
    }

    /// Registered and live.
    Heard hear(Audience audience, Binding... bindings) {
        Heard heard = listen(audience, bindings);
        assertThat(heard.take()).isEqualTo("subscribed");
        return heard;
    }

    Heard listen(Audience audience, Binding... bindings) {
        var heard = new Heard();
        heard.registration = changes.register(audience, List.of(bindings), heard);
        opened.add(heard);
        return heard;
    }

    /// What a listener was told, in order.
    static final class Heard implements Listener, AutoCloseable {

        private final BlockingQueue<String> words = new LinkedBlockingQueue<>();
        private final BlockingQueue<long[]> ids = new LinkedBlockingQueue<>();
        private @Nullable Registration registration;

        @Override
        public void changed(long[] concerned, byte[] dataJson) {
            ids.add(concerned);
            words.add(new String(dataJson, UTF_8));
        }

        @Override
        public void problem(String message) {
            words.add("problem: " + message);
        }

        @Override
        public void subscribed() {
            words.add("subscribed");
        }

        @Override
        public void lost(String reason) {
            words.add("lost");
        }

        /// The next word.
        String take() {
            try {
                return String.valueOf(words.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }

        JsonNode next() {
            return JsonMapper.shared().readTree(take());
        }

        long[] nextIds() {
            return ids.remove();
        }

        List<String> rest() {
            return List.copyOf(words);
        }

        Registration registration() {
            return java.util.Objects.requireNonNull(registration);
        }

        @Override
        public void close() {
            registration().close();
        }
    }
}
