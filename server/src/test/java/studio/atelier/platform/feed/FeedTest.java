package studio.atelier.platform.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;
import tools.jackson.databind.json.JsonMapper;

/// On real logical decoding.
@WithDatabase
class FeedTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /// A second is promised; a busy machine that runs many tests at once may take longer.
    private static final Duration RECONNECT_MAX = Duration.ofSeconds(3);

    private static final UUID ADA = UUID.fromString("0190a1b2-0000-7000-8000-00000000000a");
    private static final UUID BOB = UUID.fromString("0190a1b2-0000-7000-8000-00000000000b");

    private final TestDatabase database;
    private final FeedHub hub = new FeedHub(_ -> true);
    private final Feed feed = new Feed(hub);
    private FeedReader reader;

    FeedTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void start() throws InterruptedException {
        run("drop table if exists public.things");
        run("create table public.things (id int primary key, user_id uuid, note text, big text)");
        run("alter table public.things alter big set storage external");
        run("alter publication atelier_feed add table public.things");
        reader = new FeedReader(database::owner, hub);
        try (Subscription started = feed.subscribe(_ -> true, 10)) {
            reader.start();
            assertThat(started.next(PATIENCE)).contains(new Message.Missed());
        }
    }

    @AfterEach
    void stop() {
        hub.close();
        reader.close();
    }

    @Test
    void tellsCommittedRowsAndNoOthers() throws InterruptedException {
        try (Subscription listener = feed.subscribe(_ -> true, 10)) {
            database.transactions()
                    .asSystem(
                            "test",
                            tx -> tx.sql("select 1").query(Integer.class).single());
            run(
                    "do $$ begin insert into public.things values (9, null, 'undone'); raise exception 'no'; exception when others then end $$");
            run("insert into public.things values (1, null, 'Zürich €', null)");
            run("update public.things set note = 'two' where id = 1");
            run("delete from public.things where id = 1");

            Change inserted = change(listener);
            Change updated = change(listener);
            Change deleted = change(listener);

            assertThat(inserted.kind()).isEqualTo(Change.Kind.INSERTED);
            assertThat(inserted.table()).isEqualTo("public.things");
            assertThat(inserted.columns())
                    .containsEntry("id", "1")
                    .containsEntry("note", "Zürich €")
                    .containsEntry("big", null);
            assertThat(updated.kind()).isEqualTo(Change.Kind.UPDATED);
            assertThat(updated.columns()).containsEntry("note", "two");
            assertThat(deleted.kind()).isEqualTo(Change.Kind.DELETED);
            assertThat(deleted.columns()).containsEntry("id", "1");
            assertThat(Lsn.parse(updated.lsn()).orElseThrow())
                    .isGreaterThan(Lsn.parse(inserted.lsn()).orElseThrow());
        }
    }

    @Test
    void readsOnceItHasStarted() {
        var another = new FeedHub(_ -> true);
        try (var started = new FeedReader(database::owner, another)) {
            started.start();

            assertThat(another.position()).isNotNull();
        }
    }

    @Test
    void startsWhereTheLogCannotBeRead() {
        var another = new FeedHub(_ -> true);
        try (var started = new FeedReader(
                () -> {
                    throw new IllegalStateException("no address");
                },
                another)) {
            started.start();

            assertThat(another.position()).isNull();
        }
    }

    @Test
    void leavesOutALargeValueThatWasNotTouched() throws InterruptedException {
        try (Subscription listener = feed.subscribe(_ -> true, 10)) {
            run("insert into public.things values (1, null, 'one', repeat('x', 100000))");
            run("update public.things set note = 'two' where id = 1");

            assertThat(change(listener).columns().get("big")).hasSize(100_000);
            assertThat(change(listener).columns()).containsEntry("note", "two").doesNotContainKey("big");
        }
    }

    @Test
    void knowsWhatARowWasBefore() throws InterruptedException {
        try (Subscription listener = feed.subscribe(_ -> true, 10)) {
            run("insert into public.things values (1, null, 'one', repeat('x', 100000))");
            run("update public.things set note = 'two' where id = 1");
            run("update public.things set id = 2 where id = 1");
            run("alter table public.things replica identity full");
            run("update public.things set note = 'three' where id = 2");
            run("delete from public.things where id = 2");

            assertThat(change(listener).old()).isEmpty();
            assertThat(change(listener).old())
                    .as("the key, though it did not change")
                    .isEqualTo(Map.of("id", "1"));
            Change moved = change(listener);
            assertThat(moved.old()).isEqualTo(Map.of("id", "1"));
            assertThat(moved.columns()).containsEntry("id", "2");
            Change whole = change(listener);
            assertThat(whole.old()).containsEntry("note", "two").containsEntry("user_id", null);
            assertThat(whole.columns()).containsEntry("note", "three");
            assertThat(whole.columns().get("big")).as("taken from the old row").hasSize(100_000);
            assertThat(List.copyOf(whole.columns().keySet())).isEqualTo(List.of("id", "user_id", "note", "big"));
            assertThat(change(listener).old()).containsEntry("note", "three");
        }
    }

    @Test
    void hearsATableThatJoinsTheOperatorsPublication() throws InterruptedException {
        run("drop table if exists public.chat");
        run("create table public.chat (id int primary key)");
        try (Subscription listener = feed.subscribe(change -> change.table().equals("public.chat"), 10)) {
            run("insert into public.chat values (1)");
            run("alter publication supabase_realtime add table public.chat");
            run("insert into public.chat values (2)");

            assertThat(change(listener).columns()).containsEntry("id", "2");
        }
    }

    @Test
    void goesOnWhenTheOperatorMakesThePublicationAnew() throws InterruptedException {
        run("drop table if exists public.chat");
        run("create table public.chat (id int primary key)");
        try (Subscription listener = feed.subscribe(change -> change.table().equals("public.chat"), 10)) {
            run("drop publication supabase_realtime");
            assertThat(listener.next(PATIENCE)).contains(new Message.Missed());
            run("create publication supabase_realtime for table public.chat");
            assertThat(listener.next(PATIENCE)).contains(new Message.Missed());
            run("insert into public.chat values (3)");

            assertThat(change(listener).columns()).containsEntry("id", "3");
        }
    }

    @Test
    void saysWhenTablesPoliciesOrRightsChanged() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        feed.follow(new Following(heard));
        heard.clear();

        run("insert into public.things values (1, null, 'one', null)");
        run("create policy p on public.things for select using (true)");
        run("insert into public.things values (2, null, 'two', null)");
        run("grant select on public.things to authenticated");

        assertThat(List.of(take(heard), take(heard), take(heard), take(heard)))
                .isEqualTo(List.of("one", "redefined", "two", "redefined"));
    }

    private static String take(BlockingQueue<String> heard) throws InterruptedException {
        return String.valueOf(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    private record Following(BlockingQueue<String> heard) implements Follower {

        @Override
        public void begun() {
            heard.add("begun");
        }

        @Override
        public void changed(Change change) {
            heard.add(String.valueOf(change.columns().get("note")));
        }

        @Override
        public void redefined(long xid) {
            heard.add("redefined");
        }

        @Override
        public void interrupted() {
            heard.add("interrupted");
        }
    }

    @Test
    void goesOnByItselfAtOnceAndSaysThatChangesWereMissed() throws InterruptedException {
        try (Subscription listener = feed.subscribe(_ -> true, 10)) {
            long cut = System.nanoTime();
            database.asOwner().sql("""
                            select count(pg_terminate_backend(pid))
                            from pg_stat_replication
                            where application_name = 'atelier feed'
                            """).query(Long.class).single();

            assertThat(listener.next(PATIENCE)).contains(new Message.Missed());
            assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThan(RECONNECT_MAX);
            run("insert into public.things values (1, null, 'after', null)");
            assertThat(change(listener).columns()).containsEntry("note", "after");
        }
    }

    @Test
    void leavesNoSlotBehind() {
        assertThat(slots()).isOne();

        reader.close();

        assertThat(slots()).isZero();
    }

    @Test
    void streamsToAPersonTheirOwnRowsOnly() throws Exception {
        try (Stream stream = new Stream(null)) {
            assertThat(stream.until("id: ")).startsWith("id: ");
            run("insert into public.things values (1, '" + BOB + "', 'bobs', null)");
            run("insert into public.things values (2, '" + ADA + "', 'adas', null)");

            String data = stream.until("data: ");

            assertThat(data).isEqualTo("data: {\"note\":\"adas\"}");
            assertThat(stream.heard()).contains("event: thing").noneMatch(line -> line.contains("bobs"));
        }
    }

    @Test
    void streamsOnFromTheLastId() throws Exception {
        String id;
        try (Stream stream = new Stream(null)) {
            id = stream.until("id: ").substring("id: ".length());
        }
        run("insert into public.things values (1, '" + ADA + "', 'while away', null)");

        try (Stream stream = new Stream(id)) {
            assertThat(stream.until("data: ")).contains("while away");
        }
        try (Stream stream = new Stream("0/1")) {
            assertThat(stream.until("event: ")).isEqualTo("event: reset");
            assertThat(stream.until("data: ")).isEqualTo("data: {}");
        }
    }

    @Test
    void streamsProgressWithoutAnId() throws Exception {
        try (Stream stream = new Stream(null)) {
            stream.until("id: ");
            feed.tell(ADA, "progress", Map.of("progress", 0.5));

            assertThat(stream.until("event: ")).isEqualTo("event: progress");
            assertThat(stream.until("data: ")).isEqualTo("data: {\"progress\":0.5}");
        }
    }

    @Test
    void endsAStreamWhoseListenerMayListenNoMore() throws Exception {
        try (Stream stream = new Stream(null)) {
            stream.until(": still here");
            stream.mayListen.set(false);

            stream.thread.join(PATIENCE);

            assertThat(stream.thread.isAlive()).isFalse();
            assertThat(hub.count(ADA)).isZero();
        }
    }

    @Test
    void tellsARowAsItIsAfterTheCommitThoughTheLogIsAheadOfIt() throws Exception {
        try (Stream stream = new Stream(null, new AsRead());
                Subscription log = feed.subscribe(_ -> true, 10)) {
            stream.until("id: ");
            run("insert into public.things values (1, '" + ADA + "', 'before', null)");
            assertThat(change(log).columns()).containsEntry("note", "before");
            assertThat(stream.until("data: ")).isEqualTo("data: {\"note\":\"before\"}");
            Thread commit;
            // A commit that waits for a standby is in the log and cannot be read yet.
            run("alter system set synchronous_standby_names = 'nobody'");
            try {
                reload("nobody");
                commit = Thread.ofVirtual()
                        .start(
                                () -> run(
                                        "begin; set local synchronous_commit = on; update public.things set note = 'after'; commit"));
                assertThat(change(log).columns()).containsEntry("note", "after");
            } finally {
                run("alter system reset synchronous_standby_names");
                reload("");
            }

            assertThat(stream.until("data: ")).isEqualTo("data: {\"note\":\"after\"}");
            commit.join();
        }
    }

    private void reload(String standby) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> {
                            database.asOwner()
                                    .sql("select pg_reload_conf()")
                                    .query(Boolean.class)
                                    .single();
                            return database.asOwner()
                                    .sql("select current_setting('synchronous_standby_names')")
                                    .query(String.class)
                                    .single();
                        },
                        standby::equals);
        // The checkpointer decides who waits; it reads the settings before it does what it is asked to.
        run("checkpoint");
    }

    /// A listener at the other end of a pipe.
    private final class Stream implements AutoCloseable {

        private final AtomicBoolean mayListen = new AtomicBoolean(true);
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
        private final PipedInputStream in = new PipedInputStream(1 << 16);
        private final Thread thread;

        Stream(@Nullable String lastEventId) throws IOException {
            this(lastEventId, new Things());
        }

        Stream(@Nullable String lastEventId, FeedView things) throws IOException {
            var out = new PipedOutputStream(in);
            var events = new EventStream(
                    hub,
                    JsonMapper.shared(),
                    List.of(things),
                    new Visibility(database.transactions(), PATIENCE),
                    Duration.ofMillis(50));
            thread = Thread.ofVirtual().start(() -> {
                try (out) {
                    events.write(ADA, lastEventId, out, mayListen::get);
                } catch (IOException _) {
                    // The test closed its end.
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            });
            Thread.ofVirtual().start(() -> {
                try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                        all.add(line);
                        lines.add(line);
                    }
                } catch (IOException failure) {
                    if (mayListen.get()) {
                        throw new UncheckedIOException(failure);
                    }
                }
            });
        }

        String until(String start) throws InterruptedException {
            while (true) {
                String line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(line).as("a line that begins with " + start).isNotNull();
                if (line.startsWith(start)) {
                    return line;
                }
            }
        }

        List<String> heard() {
            return List.copyOf(all);
        }

        @Override
        public void close() {
            mayListen.set(false);
            try {
                thread.join(PATIENCE);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class Things implements FeedView {

        @Override
        public String table() {
            return "public.things";
        }

        @Override
        public String event() {
            return "thing";
        }

        @Override
        public Object render(Change change) {
            return Map.of("note", String.valueOf(change.columns().get("note")));
        }
    }

    /// The row as the database shows it to whoever asks.
    private final class AsRead implements FeedView {

        @Override
        public String table() {
            return "public.things";
        }

        @Override
        public String event() {
            return "thing";
        }

        @Override
        public Object render(Change change) {
            return Map.of(
                    "note",
                    database.asOwner()
                            .sql("select note from public.things")
                            .query(String.class)
                            .single());
        }
    }

    private Change change(Subscription listener) throws InterruptedException {
        var message = listener.next(PATIENCE).orElseThrow();
        assertThat(message).isInstanceOf(Message.Changed.class);
        return ((Message.Changed) message).change();
    }

    private long slots() {
        return database.asOwner()
                .sql("select count(*) from pg_replication_slots where database = current_database()")
                .query(Long.class)
                .single();
    }

    private void run(String statement) {
        database.asOwner().sql(statement).update();
    }
}
