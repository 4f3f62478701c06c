package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.ProviderFailure.Words;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.testkit.HttpProbe;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// A job whose provider does not answer for a while.
@WithServer({
    "ATELIER_LIMITS=off",
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=correct horse battery"
})
class DoubtTest {

    private final RunningServer server;
    private final List<String> phases = new ArrayList<>();
    private UUID id = new UUID(0, 0);
    private Actor owner = Actor.person(id);

    DoubtTest(RunningServer server) {
        this.server = server;
    }

    @Test
    void showsThatItIsInDoubtAndSettlesWhatIsFoundInTheEnd() {
        Person person = Person.signIn(new HttpProbe(server.url()));
        JsonNode made = person.awaitEnd(person.generate("demo", "demo-text", "text", "a doubt")
                .path("id")
                .asString());
        id = UUID.fromString(made.path("id").asString());
        owner = Actor.person(UUID.fromString(made.path("user_id").asString()));
        standsAtTheProvider();
        RunThread thread = new RunThread();
        Rooms rooms = new Silent(thread).in(server);
        Lease lease = rooms.transactions().asSystem("test", tx -> rooms.runs().held(tx, id));
        var executor = new RunExecutor(
                rooms,
                server.room(Settlement.class),
                new Patience(rooms.transactions()),
                server.room(Progress.class),
                server.room(CallbackAddress.class),
                server.room(Fallback.class),
                Duration.ZERO);

        executor.run(lease, thread, RunObserver.NONE);

        assertThat(phases)
                .containsExactly(
                        "waiting 0", "waiting 0", "waiting 0", "reconciling 40000", "reconciling 40000", "waiting 0");
        JsonNode row = person.awaitEnd(id.toString());
        assertThat(row.path("status").asString()).isEqualTo("completed");
        assertThat(row.path("result").path("content").asString()).isEqualTo("found");
        assertThat(standing()).isEqualTo("null 0");
    }

    private void retriesOnlyWhenThePersonAcceptsTwoBills() {
        Generations generations = server.room(Generations.class);
        assertThatThrownBy(() -> generations.retry(owner, id, false))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(GenerationProblem.CONFIRM_UNKNOWN));
        assertThat(generations.retry(owner, id, true).retryOf()).isEqualTo(id);
    }

    private void standsAtTheProvider() {
        var database = server.database().asOwner();
        database.sql(
                        "update public.generations set status = 'running', phase = 'waiting', completed_at = null where id = :id")
                .param("id", id)
                .update();
        // Leased so far ahead that nobody takes it for left alone.
        database.sql("""
                update atelier.generation_runs
                set state = 'open', handle = 'job-1', sent_at = now(), leased_by = 4711, leased_until = now() + interval '1 hour',
                    price = jsonb_set(price, '{amount}', '40000')
                where generation_id = :id
                """).param("id", id).update();
    }

    private String standing() {
        return server.database()
                .asOwner()
                .sql("""
                        select coalesce(g.phase, 'null') || ' ' || r.exposure_micros
                        from public.generations g
                        join atelier.generation_runs r on r.generation_id = g.id
                        where g.id = :id
                        """)
                .param("id", id)
                .query(String.class)
                .single();
    }

    /// Says nothing four times, then that it works, then what it made. Lets nobody wait between looks.
    private final class Silent implements StandIn {

        private final RunThread thread;

        Silent(RunThread thread) {
            this.thread = thread;
        }

        @Override
        public Answer submit(ProviderCall call, OutputSink sink) {
            throw new IllegalStateException("sent twice");
        }

        @Override
        public Answer poll(String handle, ProviderCall call, OutputSink sink) {
            thread.wake();
            phases.add(standing());
            if (phases.size() == 4) {
                retriesOnlyWhenThePersonAcceptsTwoBills();
            }
            return switch (phases.size()) {
                case 1, 2, 3, 4 -> new Answer.Failed(new ProviderFailure.NoAnswer(Words.of("silence")));
                case 5 -> new Answer.Running(0.5, Duration.ofSeconds(1));
                default -> {
                    sink.text("found");
                    yield new Answer.Completed(Usage.UNSAID, null, "stop");
                }
            };
        }
    }
}
