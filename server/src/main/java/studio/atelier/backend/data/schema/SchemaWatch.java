package studio.atelier.backend.data.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Listens for `NOTIFY pgrst`, which migrations send by hand and an event trigger after every change of the
/// schema, and has the catalog read anew. Thread-safe.
public final class SchemaWatch implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SchemaWatch.class);
    private static final Duration PING_EVERY = Duration.ofSeconds(10);
    private static final Duration RECONNECT_AFTER = Duration.ofMillis(200);

    /// Opens a connection of its own, in auto-commit.
    @FunctionalInterface
    public interface Source {
        Connection connect() throws SQLException;
    }

    private final Source source;
    private final Schema schema;
    private volatile boolean running;
    private volatile @Nullable Connection listening;

    public SchemaWatch(Source source, Schema schema) {
        this.source = source;
        this.schema = schema;
    }

    @Override
    public void start() {
        running = true;
        Thread.ofVirtual().name("schema-watch").start(this::watch);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void stop() {
        running = false;
        Connection connection = listening;
        if (connection != null) {
            try {
                // Ends the blocked read; an interrupt could not.
                connection.abort(Runnable::run);
            } catch (SQLException failure) {
                log.debug("the watching connection did not close", failure);
            }
        }
    }

    private void watch() {
        while (running) {
            try (Connection connection = source.connect()) {
                listening = connection;
                try (var statement = connection.createStatement()) {
                    statement.execute("listen pgrst");
                }
                // What was said while nobody listened is lost.
                schema.forget();
                hear(connection);
            } catch (SQLException failure) {
                if (running) {
                    log.warn("not listening for changes of the schema, trying again: {}", failure.getMessage());
                    pause();
                }
            }
        }
    }

    private void hear(Connection connection) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (running) {
            PGNotification @Nullable [] heard = postgres.getNotifications((int) PING_EVERY.toMillis());
            if (heard != null && heard.length > 0) {
                read();
            } else if (!connection.isValid((int) PING_EVERY.toSeconds())) {
                throw new SQLException("the connection gives no sign of life");
            }
        }
    }

    private void read() {
        try {
            schema.reload();
        } catch (RuntimeException failure) {
            log.warn("the schema changed and could not be read; the next request tries again", failure);
            schema.forget();
        }
    }

    private void pause() {
        try {
            Thread.sleep(RECONNECT_AFTER);
        } catch (InterruptedException _) {
            running = false;
        }
    }
}
