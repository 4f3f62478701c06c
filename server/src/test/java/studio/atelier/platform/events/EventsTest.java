package studio.atelier.platform.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.events.ConsumerCursor.Step;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

@WithDatabase
class EventsTest {

    @EventType("tests.happened.v1")
    record Happened(String what, UUID byWhom) {}

    @EventType("tests.otherwise.v1")
    record Otherwise(int number) {}

    record Unnamed(String what) {}

    /// A second is promised; a busy machine that runs many tests at once may take longer.
    private static final Duration RELISTEN_MAX = Duration.ofSeconds(3);

    private final TestDatabase database;
    private final Signals signals;
    private final Events events;
    private final UUID someone = UUID.fromString("0190a1b2-0000-7000-8000-000000000001");

    EventsTest(TestDatabase database) {
        this.database = database;
        this.signals = new Signals(() -> database.owner().connect("test"));
        this.events = new Events(signals);
    }

    @BeforeEach
    void clear() {
        database.asOwner().sql("truncate atelier.events, atelier.event_cursors").update();
    }

    @Test
    void tellsWhatWasPublishedInOrderAndOnce() {
        var heard = new ArrayList<String>();
        ConsumerCursor cursor = cursor(hearing(heard));
        publish("first");
        publish("second");

        drain(cursor);
        drain(cursor);

        assertThat(heard).containsExactly("first", "second");
    }

    @Test
    void keepsThePayloadInSnakeCase() {
        publish("first");

        String payload = database.asOwner()
                .sql("select payload::text from atelier.events")
                .query(String.class)
                .single();

        assertThat(payload).contains("\"by_whom\"", someone.toString());
    }

    @Test
    void forgetsWhatWasRolledBack() {
        var heard = new ArrayList<String>();
        assertThatThrownBy(() -> database.transactions().asSystem("test", tx -> {
                    events.publish(tx, new Happened("never", someone));
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        publish("after");

        drain(cursor(hearing(heard)));

        assertThat(heard).containsExactly("after");
    }

    @Test
    void doesNotLoseTheEventOfATransactionThatCommitsLate() throws InterruptedException {
        var heard = new ArrayList<String>();
        ConsumerCursor cursor = cursor(hearing(heard));
        var published = new CountDownLatch(1);
        var commit = new CountDownLatch(1);
        Thread slow = Thread.ofVirtual()
                .start(() -> database.transactions().asSystem("slow", tx -> {
                    events.publish(tx, new Happened("slow", someone));
                    published.countDown();
                    awaitQuietly(commit);
                    return null;
                }));
        published.await();
        publish("quick");

        Step early = cursor.step();
        commit.countDown();
        slow.join();
        drain(cursor);

        assertThat(early).isInstanceOf(Step.Unsettled.class);
        assertThat(heard).containsExactly("slow", "quick");
    }

    @Test
    void rollsBackAndWaitsWhenAHandlerFails() {
        var failing = new boolean[] {true};
        ConsumerCursor cursor = cursor(EventConsumer.of("test.failing", Happened.class, (tx, event) -> {
            note(tx, event.what());
            if (failing[0]) {
                throw new IllegalStateException("not today");
            }
        }));
        publish("once");

        assertThat(cursor.step()).isInstanceOf(Step.Moved.class);
        assertThat(cursor.step()).isInstanceOf(Step.Waiting.class);
        assertThat(notes("once")).as("rolled back").isZero();

        failing[0] = false;
        database.asOwner()
                .sql("update atelier.event_cursors set retry_at = now()")
                .update();
        drain(cursor);
        assertThat(notes("once")).isOne();
        assertThat(database.asOwner()
                        .sql("select attempts from atelier.event_cursors")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void waitsLongerEachTime() {
        ConsumerCursor cursor = cursor(EventConsumer.of("test.dead", Happened.class, (_, _) -> {
            throw new IllegalStateException("never");
        }));
        publish("dead");
        List<Double> waits = new ArrayList<>();

        for (int attempt = 0; attempt < 12; attempt++) {
            cursor.step();
            waits.add(database.asOwner()
                    .sql("select extract(epoch from retry_at - now())::float8 from atelier.event_cursors")
                    .query(Double.class)
                    .single());
            database.asOwner()
                    .sql("update atelier.event_cursors set retry_at = now()")
                    .update();
        }

        assertThat(waits.get(0)).isBetween(0.5, 1.1);
        assertThat(waits.get(3)).isBetween(7.0, 8.1);
        assertThat(waits.getLast()).isBetween(290.0, 300.1);
    }

    @Test
    void passesOverTypesItDoesNotWant() {
        var heard = new ArrayList<Integer>();
        ConsumerCursor cursor =
                cursor(EventConsumer.of("test.other", Otherwise.class, (_, event) -> heard.add(event.number())));
        for (int i = 0; i < 1_200; i++) {
            int number = i;
            database.transactions().asSystem("test", tx -> {
                events.publish(tx, number == 1_100 ? new Otherwise(number) : new Happened("noise", someone));
                return null;
            });
        }

        int steps = drain(cursor);

        assertThat(heard).containsExactly(1_100);
        assertThat(steps).isLessThan(10);
    }

    @Test
    void tellsEachOfTheTypesItNames() {
        var heard = new ArrayList<String>();
        ConsumerCursor cursor = cursor(new EventConsumer() {
            @Override
            public String name() {
                return "test.both";
            }

            @Override
            public Set<String> types() {
                return Set.of("tests.happened.v1", "tests.otherwise.v1");
            }

            @Override
            public void handle(Tx tx, Event event) {
                heard.add(event.type());
            }
        });
        publish("a");
        database.transactions().asSystem("test", tx -> {
            events.publish(tx, new Otherwise(1));
            return null;
        });

        drain(cursor);

        assertThat(heard).containsExactly("tests.happened.v1", "tests.otherwise.v1");
    }

    @Test
    void letsOneInstanceWorkAtATime() {
        ConsumerCursor cursor = cursor(hearing(new ArrayList<>()));
        publish("x");

        Step[] other = new Step[1];
        ConsumerCursor first = new ConsumerCursor(
                EventConsumer.of("test.hearing", Happened.class, (_, _) -> other[0] = cursor.step()),
                database.transactions());
        first.step();

        assertThat(other[0]).isInstanceOf(Step.Elsewhere.class);
    }

    @Test
    void refusesARecordThatIsNoEvent() {
        assertThatThrownBy(() -> database.transactions().asSystem("test", tx -> {
                    events.publish(tx, new Unnamed("x"));
                    return null;
                }))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void doesNotLetAPersonPublish() {
        var person = database.person("events@example.org");

        assertThatThrownBy(() -> database.transactions().asUser(person, tx -> {
                    events.publish(tx, new Happened("forged", someone));
                    return null;
                }))
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void deletesWhatIsOldAndReadAndKeepsWhatIsNot() {
        ConsumerCursor cursor = cursor(hearing(new ArrayList<>()));
        publish("old and read");
        drain(cursor);
        publish("old and unread");
        database.asOwner()
                .sql("update atelier.events set created_at = now() - interval '10 days'")
                .update();
        publish("new");
        var retention = new EventRetention(database.transactions(), Duration.ofDays(7));

        assertThat(retention.prune()).isOne();
        assertThat(payloads()).noneMatch(text -> text.contains("old and read")).hasSize(2);

        database.asOwner()
                .sql(
                        "update atelier.events set created_at = now() - interval '29 days' where payload ->> 'what' <> 'new'")
                .update();
        assertThat(retention.prune()).as("unread for four times as long").isOne();
        assertThat(payloads()).singleElement().asString().contains("new");
    }

    @Test
    void goesOnAfterARestoreIntoAnotherCluster() {
        var heard = new ArrayList<String>();
        ConsumerCursor cursor = cursor(hearing(heard));
        publish("before");
        drain(cursor);
        // A new cluster counts transactions from the beginning: everything restored seems to lie in the future.
        database.asOwner()
                .sql("update atelier.events set tx = (tx::text::bigint + 1000000000)::text::xid8")
                .update();
        database.asOwner()
                .sql("update atelier.event_cursors set tx = (tx::text::bigint + 1000000000)::text::xid8")
                .update();

        new EventRetention(database.transactions(), Duration.ofDays(7)).mendOrder();
        publish("after");
        drain(cursor);

        assertThat(heard).containsExactly("before", "after");
    }

    @Test
    void wakesListenersHereAndOnOtherNodes() throws InterruptedException {
        BlockingQueue<String> woken = new LinkedBlockingQueue<>();
        try (Signals other = new Signals(() -> database.owner().connect("test"))) {
            other.on(Events.signal("tests.happened.v1"), () -> woken.add("there"));
            signals.on(Events.signal("tests.happened.v1"), () -> woken.add("here"));
            other.start();
            signals.start();
            assertThat(woken.poll(10, TimeUnit.SECONDS))
                    .as("each looks once when it begins to listen")
                    .isNotNull();
            assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();

            publish("x");

            assertThat(woken.poll(10, TimeUnit.SECONDS)).isEqualTo("here");
            assertThat(woken.poll(10, TimeUnit.SECONDS)).isEqualTo("there");
        } finally {
            signals.close();
        }
    }

    @Test
    void listensAgainAtOnceAndLooksOnce() throws InterruptedException {
        BlockingQueue<Long> woken = new LinkedBlockingQueue<>();
        try (signals) {
            signals.on("topic", () -> woken.add(System.nanoTime()));
            signals.start();
            assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();

            long cut = System.nanoTime();
            database.asOwner().sql("""
                            select count(pg_terminate_backend(pid))
                            from pg_stat_activity
                            where datname = current_database() and query like 'listen%'
                            """).query(Long.class).single();

            Long again = woken.poll(10, TimeUnit.SECONDS);
            assertThat(again).isNotNull();
            assertThat(Duration.ofNanos(again - cut)).isLessThan(RELISTEN_MAX);
        }
    }

    @Test
    void runsConsumersOfAStartedServer() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        var lifecycle = new EventsLifecycle(
                signals,
                database.transactions(),
                new EventsSettings(Duration.ofDays(7)),
                List.of(EventConsumer.of("test.running", Happened.class, (_, event) -> heard.add(event.what()))));
        lifecycle.start();
        try {
            publish("awake");

            assertThat(heard.poll(4, TimeUnit.SECONDS))
                    .as("sooner than the poll")
                    .isEqualTo("awake");
        } finally {
            lifecycle.stop();
        }
    }

    private void publish(String what) {
        database.transactions().asSystem("test", tx -> {
            events.publish(tx, new Happened(what, someone));
            return null;
        });
    }

    private static EventConsumer hearing(List<String> heard) {
        return EventConsumer.of("test.hearing", Happened.class, (_, event) -> heard.add(event.what()));
    }

    private ConsumerCursor cursor(EventConsumer consumer) {
        var cursor = new ConsumerCursor(consumer, database.transactions());
        cursor.register();
        return cursor;
    }

    /// Steps until there is nothing to do. Other tests' transactions may hold an event back for a moment.
    private static int drain(ConsumerCursor cursor) {
        for (int steps = 1; steps < 10_000; steps++) {
            switch (cursor.step()) {
                case Step.Moved _ -> {}
                case Step.Unsettled _ -> Thread.onSpinWait();
                case Step.Idle _, Step.Waiting _, Step.Elsewhere _ -> {
                    return steps;
                }
            }
        }
        throw new AssertionError("the consumer never came to rest");
    }

    private void note(Tx tx, String what) {
        tx.sql(
                        "insert into atelier.events (type, payload) values ('tests.note.v1', jsonb_build_object('note', :what::text))")
                .param("what", what)
                .update();
    }

    private long notes(String what) {
        return database.asOwner()
                .sql("select count(*) from atelier.events where payload ->> 'note' = :what")
                .param("what", what)
                .query(Long.class)
                .single();
    }

    private List<String> payloads() {
        return database.asOwner()
                .sql("select payload::text from atelier.events")
                .query(String.class)
                .list();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
