package studio.atelier.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears one channel of NOTIFY over a connection of its own, for as long as it runs: a connection that gives
/// no sign of life is replaced, and then the hearer is told that it may have missed something. Thread-safe.
public final class Listening implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Listening.class);
    private static final Duration PING_EVERY = Duration.ofSeconds(10);
    private static final Duration RECONNECT_AFTER = Duration.ofMillis(100);

    /// Opens a connection in auto-commit.
    @FunctionalInterface
    public interface Source {
        Connection connect() throws SQLException;
    }

    /// Called on the listening thread; returns soon.
    public interface Hearer {

        /// Whenever listening begins, the first time too: what was said before is lost.
        void begun();

        /// @param payloads at least one
        void heard(List<String> payloads);
    }

    private final String channel;
    private final Source source;
    private final Hearer hearer;
    private volatile boolean running;
    private volatile @Nullable Connection listening;

    /// @param channel a plain identifier
    public Listening(String channel, Source source, Hearer hearer) {
        this.channel = channel;
        this.source = source;
        this.hearer = hearer;
    }

    public void start() {
        running = true;
        Thread.ofVirtual().name("listen-" + channel).start(this::listen);
    }

    public boolean isRunning() {
        return running;
    }

    @Override
    public void close() {
        running = false;
        Connection connection = listening;
        if (connection != null) {
            try {
                // Ends the blocked read; an interrupt could not.
                connection.abort(Runnable::run);
            } catch (SQLException failure) {
                log.debug("the connection listening to {} did not close", channel, failure);
            }
        }
    }

    private void listen() {
        while (running) {
            try (Connection connection = source.connect()) {
                listening = connection;
                try (var statement = connection.createStatement()) {
                    statement.execute("listen " + channel);
                }
                hearer.begun();
                hear(connection);
            } catch (SQLException failure) {
                if (running) {
                    log.warn("not listening to {}, trying again: {}", channel, failure.getMessage());
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
                hearer.heard(
                        Arrays.stream(heard).map(PGNotification::getParameter).toList());
            } else if (!connection.isValid((int) PING_EVERY.toSeconds())) {
                throw new SQLException("the connection gives no sign of life");
            }
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
