package studio.atelier.platform.feed;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;
import org.postgresql.replication.ReplicationSlotInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.database.DatabaseAddress;

/// Reads the database's log through a temporary slot on a thread of its own, and begins again within a
/// second when the connection breaks. A temporary slot goes with its connection, so a node that died keeps
/// no log alive.
final class FeedReader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FeedReader.class);

    /// Ours, and the one that operators put their tables into; the second may be dropped and made again.
    private static final String PUBLICATIONS = """
            select pubname
            from pg_publication
            where pubname in ('atelier_feed', 'supabase_realtime')
            order by pubname
            """;

    /// So that values are written as the rest of the server reads them, whatever the database's own settings.
    private static final String SETTINGS = """
            set timezone = 'UTC';
            set datestyle = 'ISO';
            set intervalstyle = 'postgres';
            set bytea_output = 'hex';
            set extra_float_digits = 1
            """;

    private static final Duration RECONNECT_AFTER = Duration.ofMillis(100);
    private static final Duration BEGIN_MAX = Duration.ofSeconds(3);
    private static final Duration STOP_MAX = Duration.ofSeconds(2);
    private static final int STATUS_EVERY_SECONDS = 5;

    private final Supplier<DatabaseAddress> database;
    private final FeedHub hub;
    private final CountDownLatch tried = new CountDownLatch(1);
    private volatile String slot = "";
    private volatile boolean running;
    private volatile @Nullable Connection reading;
    private @Nullable Thread thread;

    FeedReader(Supplier<DatabaseAddress> database, FeedHub hub) {
        this.database = database;
        this.hub = hub;
    }

    /// Returns once it reads, or has failed for the first time, or after some seconds: a slot waits for every
    /// transaction that was open before it. Who asks a server that is ready hears what happens from then on.
    void start() {
        running = true;
        thread = Thread.ofVirtual().name("feed-reader").start(this::run);
        try {
            if (!tried.await(BEGIN_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                log.info("the live feed begins when the transactions that are open in the database have ended");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (running) {
            try (Connection connection = connect()) {
                reading = connection;
                prepare(connection);
                read(connection);
                hub.interrupted();
            } catch (SQLException | RuntimeException failure) {
                hub.interrupted();
                tried.countDown();
                if (running) {
                    log.warn("the live feed is interrupted, beginning again: {}", failure.getMessage());
                    pause();
                }
            }
        }
    }

    private static void prepare(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(SETTINGS);
        }
    }

    private static List<String> publications(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(PUBLICATIONS)) {
            List<String> names = new ArrayList<>(2);
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }

    /// Until the connection breaks or a publication was made or dropped.
    private void read(Connection reading) throws SQLException {
        PGConnection connection = reading.unwrap(PGConnection.class);
        // A new name each time: after a broken line the database may hold on to the old slot for a while.
        slot = "atelier_feed_" + UUID.randomUUID().toString().replace("-", "");
        ReplicationSlotInfo made = connection
                .getReplicationAPI()
                .createReplicationSlot()
                .logical()
                .withSlotName(slot)
                .withOutputPlugin("pgoutput")
                .withTemporaryOption()
                .make();
        // Asked after the slot was made, which waits for every transaction before it.
        List<String> publications = publications(reading);
        try (PGReplicationStream stream = connection
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(slot)
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", String.join(",", publications))
                .withSlotOption("messages", true)
                .withStatusInterval(STATUS_EVERY_SECONDS, TimeUnit.SECONDS)
                .start()) {
            hub.begin(new Lsn(made.getConsistentPoint().asLong()));
            tried.countDown();
            var decoder = new PgOutput(hub);
            while (running) {
                ByteBuffer message = stream.read();
                if (message == null) {
                    continue;
                }
                boolean otherPublications = decoder.accept(message);
                // What was told needs no log any more.
                stream.setFlushedLSN(stream.getLastReceiveLSN());
                stream.setAppliedLSN(stream.getLastReceiveLSN());
                if (otherPublications) {
                    log.info("a publication was made or dropped, the live feed begins again");
                    return;
                }
            }
        }
    }

    private Connection connect() throws SQLException {
        DatabaseAddress address = database.get();
        Properties properties = address.properties();
        PGProperty.APPLICATION_NAME.set(properties, "atelier feed");
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "15");
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        return DriverManager.getConnection(address.jdbcUrl(), properties);
    }

    private void pause() {
        try {
            Thread.sleep(RECONNECT_AFTER);
        } catch (InterruptedException _) {
            running = false;
        }
    }

    /// Ends the database's side too: it would otherwise notice in its own time, and hold up its own stop
    /// meanwhile.
    @Override
    public void close() {
        running = false;
        try (Connection connection = database.get().connect("feed stop");
                var statement = connection.prepareStatement("""
                        select pg_terminate_backend(active_pid, ?)
                        from pg_replication_slots
                        where slot_name = ? and active_pid is not null
                        """)) {
            statement.setLong(1, STOP_MAX.toMillis());
            statement.setString(2, slot);
            statement.execute();
        } catch (SQLException | RuntimeException failure) {
            log.debug("the slot of the feed goes with its connection", failure);
        }
        abort();
        try {
            if (thread != null && !thread.join(STOP_MAX)) {
                log.warn("the reader of the live feed did not stop within {} s", STOP_MAX.toSeconds());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void abort() {
        Connection connection = reading;
        if (connection != null) {
            try {
                // Ends the blocked read; an interrupt could not.
                connection.abort(Runnable::run);
            } catch (SQLException failure) {
                log.debug("the connection of the feed did not close", failure);
            }
        }
    }
}
