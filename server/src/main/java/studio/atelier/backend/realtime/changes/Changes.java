package studio.atelier.backend.realtime.changes;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.feed.Change;
import studio.atelier.platform.feed.Feed;
import studio.atelier.platform.feed.Follower;
import studio.atelier.platform.feed.Visibility;
import tools.jackson.databind.json.JsonMapper;

/// `postgres_changes` of this node. Thread-safe.
public final class Changes implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Changes.class);

    private static final int BINDINGS_MAX = 200;
    private static final Duration STOP_MAX = Duration.ofSeconds(2);

    private final JsonMapper json;
    private final Round.Tools tools;
    private final Views views;
    private final Shapes shapes;
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("changes-", 0).factory());

    /// Tells of beginnings and ends, one after the other.
    private final ExecutorService herald = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("changes-herald").factory());

    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

    /// By the name of the table; those that are closed are gone at once.
    private final Map<String, Set<Standing>> byTable = new ConcurrentHashMap<>();

    /// Those who may want tables that nobody knows yet.
    private final Set<Standing> open = ConcurrentHashMap.newKeySet();

    private final Set<Standing> all = ConcurrentHashMap.newKeySet();

    /// Counts the changes of tables, policies and rights. Written by the reader of the log.
    private volatile Epoch epoch = new Epoch(0, -1);

    private volatile boolean reading;

    private record Epoch(long number, long xid) {}

    Changes(Transactions transactions, Visibility visibility, JsonMapper json, Clock clock, Tally tally) {
        this.json = json;
        RowChecks database = new RowChecks(transactions, json);
        Rendering rendering = new Rendering(database);
        this.tools = new Round.Tools(
                new Wishes(transactions),
                database,
                rendering,
                new Memberships(transactions, visibility),
                visibility,
                clock,
                tally);
        this.views = new Views(database, rendering);
        this.shapes = new Shapes(new ShapeStore(transactions, json)::read, System::nanoTime);
    }

    /// Begins to hear.
    void follow(Feed feed) {
        feed.follow(new Hearing());
    }

    /// Registers wishes. Returns at once; the listener is told `subscribed` or `problem` a little later.
    ///
    /// @param bindings may be empty: then nothing is ever told but `subscribed`
    public Registration register(Audience audience, List<Binding> bindings, Listener listener) {
        List<Long> ids = bindings.stream().map(BindingIds::of).toList();
        List<Target> targets = new ArrayList<>();
        String refusal = bindings.size() > BINDINGS_MAX
                ? "Too many parameters: subscribe to at most " + BINDINGS_MAX + " at once"
                : null;
        for (Binding binding : refusal == null ? bindings : List.<Binding>of()) {
            try {
                targets.add(Target.parse(binding));
            } catch (FilterSyntax.Malformed malformed) {
                refusal = malformed.getMessage();
                break;
            }
        }
        var standing = new Standing(ids, targets, audience, listener, this::leave, json);
        String told = refusal;
        try {
            if (told != null) {
                workers.execute(() -> standing.refused(told));
            } else {
                all.add(standing);
                long since = System.nanoTime();
                workers.execute(() -> enter(standing, since));
            }
        } catch (RejectedExecutionException _) {
            all.remove(standing);
        }
        return standing;
    }

    /// @param since when it was asked for
    private void enter(Standing standing, long since) {
        try {
            Set<String> tables;
            try {
                tables = tables(standing, at(epoch.number()));
            } catch (Wishes.Refused _) {
                // What was made a moment ago, the log may not have told yet.
                tables = tables(standing, shapes.since(since, epoch.number()));
            }
            tables.forEach(table -> byTable.compute(table, (_, standings) -> with(standings, standing)));
            if (standing.open()) {
                open.add(standing);
            }
            if (standing.isClosed()) {
                leave(standing);
            }
            standing.found(() -> reading);
        } catch (Wishes.Refused refused) {
            refuse(standing, String.valueOf(refused.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException failure) {
            log.warn("a subscription could not be checked", failure);
            refuse(standing, "Unable to subscribe to changes just now: the database does not answer");
        }
    }

    /// @return the tables whose changes concern it
    private Set<String> tables(Standing standing, Shapes.Read read) throws Wishes.Refused {
        Viewer viewer = standing.viewer();
        Target unserved = standing.unserved(read);
        if (unserved != null || !ShapeStore.ROLES.contains(viewer.role())) {
            throw new Wishes.Refused("Unable to subscribe to changes with given parameters. Please check Realtime is"
                    + " enabled for the given connect parameters: ["
                    + (unserved == null ? "role: " + viewer.role() : unserved.described()) + "]");
        }
        Set<String> tables = new HashSet<>();
        for (Shape shape : standing.wanted(read)) {
            for (Target target : standing.targets()) {
                if (target.matches(shape)) {
                    check(target, shape, viewer);
                }
            }
            Shape base = shape.source() == null
                    ? shape
                    : read.table(shape.source().base()).orElse(shape);
            tables.add(base.schema() + "." + base.table());
        }
        return tables;
    }

    private void check(Target target, Shape shape, Viewer viewer) throws Wishes.Refused {
        try {
            tools.wishes().wish(target, shape, viewer.role());
        } catch (Wishes.Refused refused) {
            throw new Wishes.Refused("Unable to subscribe to changes with given parameters. An exception happened so"
                    + " please check your connect parameters: [" + target.described() + "]. Exception: "
                    + refused.getMessage());
        }
    }

    private void refuse(Standing standing, String message) {
        all.remove(standing);
        standing.refused(message);
    }

    private void leave(Standing standing) {
        all.remove(standing);
        open.remove(standing);
        for (String table : byTable.keySet()) {
            byTable.computeIfPresent(table, (_, standings) -> without(standings, standing));
        }
    }

    private static Set<Standing> with(@Nullable Set<Standing> standings, Standing another) {
        Set<Standing> all = standings == null ? ConcurrentHashMap.newKeySet() : standings;
        all.add(another);
        return all;
    }

    private static @Nullable Set<Standing> without(Set<Standing> standings, Standing gone) {
        standings.remove(gone);
        return standings.isEmpty() ? null : standings;
    }

    /// What may be subscribed to, as of all that was heard.
    private Shapes.Read at(long wanted) throws InterruptedException {
        Epoch heard = epoch;
        if (heard.xid() >= 0) {
            tools.visibility().await(heard.xid());
        }
        return shapes.at(Math.max(wanted, heard.number()));
    }

    /// One round of a lane.
    private void tell(String table, List<Change> changes, long wanted) throws InterruptedException {
        Set<Standing> direct = byTable.getOrDefault(table, Set.of());
        Collection<Standing> listening = open.isEmpty()
                ? direct
                : Stream.concat(direct.stream(), open.stream()).distinct().toList();
        if (listening.isEmpty()) {
            return;
        }
        Shapes.Read read = at(wanted);
        Shape base = read.table(changes.getFirst().relation().oid()).orElse(null);
        if (base == null) {
            return;
        }
        new Round(tools, base, listening).tell(changes);
        for (Shape view : read.viewsOf(base.oid())) {
            if (listening.stream()
                    .anyMatch(standing -> standing.targets().stream().anyMatch(t -> t.matches(view)))) {
                new Round(tools, base, listening).tell(view, views, changes);
            }
        }
    }

    private Lane lane(String table) {
        return lanes.computeIfAbsent(
                table,
                _ -> new Lane(
                        workers,
                        (changes, wanted) -> tell(table, changes, wanted),
                        thrown -> fellBehind(table, thrown)));
    }

    private void fellBehind(String table, int thrown) {
        tools.tally().dropped(thrown);
        log.warn("changes of {} came faster than they could be told; some were not told", table);
        announce(() -> Stream.concat(byTable.getOrDefault(table, Set.of()).stream(), open.stream())
                .forEach(standing -> {
                    standing.lost("Changes of " + table + " came faster than they could be told.");
                    standing.begun();
                }));
    }

    private void announce(Runnable word) {
        try {
            herald.execute(word);
        } catch (RejectedExecutionException _) {
            log.debug("the server stops; nobody is told any more");
        }
    }

    /// Ends what runs; listeners are not told. What is being asked may be answered: an interrupt would cost the
    /// connection.
    @Override
    public void close() {
        herald.shutdownNow();
        lanes.values().forEach(Lane::clear);
        workers.shutdown();
        try {
            if (!workers.awaitTermination(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException _) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /// By the reader of the log.
    private final class Hearing implements Follower {

        @Override
        public void begun() {
            tools.memberships().forgetAll();
            shapes.forget();
            reading = true;
            announce(() -> all.forEach(Standing::begun));
        }

        @Override
        public void changed(Change change) {
            tools.memberships().changed(change);
            if (!open.isEmpty() || byTable.containsKey(change.table())) {
                lane(change.table()).add(change, epoch.number());
            }
        }

        @Override
        public void redefined(long xid) {
            epoch = new Epoch(epoch.number() + 1, xid);
        }

        @Override
        public void interrupted() {
            reading = false;
            announce(() -> all.forEach(standing -> standing.lost("The database's log is not read just now.")));
        }
    }
}
