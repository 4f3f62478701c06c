package studio.atelier.engine.generation;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.database.Database;

/// This node's number, and the advisory lock that says it lives: the database frees the lock the moment the
/// process is gone, however it went. One thread.
final class NodePresence implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NodePresence.class);
    private static final int VALID_SECONDS = 2;

    private final Database database;
    private final long node;
    private @Nullable Connection connection;

    NodePresence(Database database, RandomGenerator random) {
        this.database = database;
        this.node = random.nextLong(1, Long.MAX_VALUE);
    }

    long node() {
        return node;
    }

    /// Takes the lock where it is not held, as after a restart of the database.
    void assertAlive() {
        try {
            if (connection == null || !connection.isValid(VALID_SECONDS)) {
                close();
                connection = database.owner().connect("node presence");
                connection.setAutoCommit(true);
                try (var statement = connection.prepareStatement("select pg_advisory_lock(?)")) {
                    statement.setLong(1, node);
                    statement.execute();
                }
            }
        } catch (SQLException failure) {
            log.warn("the database does not answer; this node's runs may be taken by others: {}", failure.getMessage());
            close();
        }
    }

    @Override
    public void close() {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException failure) {
            log.debug("the presence connection did not close", failure);
        }
        connection = null;
    }
}
