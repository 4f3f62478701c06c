package studio.atelier;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import studio.atelier.platform.database.Database;
import studio.atelier.platform.database.DatabaseAddress;
import studio.atelier.platform.database.StoppedCluster;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.settings.StartRefused;

/// The database of a data folder for the time of one command, as its owner: the one of the server that runs,
/// or else started for the command, under the lock of the folder.
final class OperatorDatabase implements AutoCloseable {

    private final DatabaseAddress owner;
    private final Deque<AutoCloseable> opened;

    private OperatorDatabase(DatabaseAddress owner, Deque<AutoCloseable> opened) {
        this.owner = owner;
        this.opened = opened;
    }

    /// The embedded cluster, its schema as it is.
    static OperatorDatabase asItIs(AllSettings settings) {
        return open(settings, opened -> {
            var cluster = StoppedCluster.start(settings.database(), settings.data());
            opened.push(cluster);
            return cluster.superuser();
        });
    }

    /// The embedded database or the operator's own, its schema brought up to date where no server runs.
    static OperatorDatabase upToDate(AllSettings settings) {
        if (settings.database().external().isPresent()) {
            return new OperatorDatabase(settings.database().external().get(), new ArrayDeque<>());
        }
        return open(settings, opened -> {
            Database database = Database.start(settings.database(), settings.data());
            opened.push(database);
            return database.owner();
        });
    }

    private interface Starting {

        /// @param opened takes what is to be closed
        DatabaseAddress start(Deque<AutoCloseable> opened);
    }

    private static OperatorDatabase open(AllSettings settings, Starting starting) {
        Optional<DataFolder.Lock> lock = settings.data().lockUnlessRunning();
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        if (lock.isEmpty()) {
            return new OperatorDatabase(
                    RunFile.databaseOf(settings.data())
                            .orElseThrow(() -> new StartRefused("A server is just starting or stopping on "
                                    + settings.data().path() + ". Try again when it is ready.")),
                    opened);
        }
        opened.push(lock.get());
        try {
            return new OperatorDatabase(starting.start(opened), opened);
        } catch (RuntimeException failure) {
            closeAll(opened);
            throw failure;
        }
    }

    DatabaseAddress owner() {
        return owner;
    }

    @Override
    public void close() {
        closeAll(opened);
    }

    private static void closeAll(Deque<AutoCloseable> opened) {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception failure) {
                throw new IllegalStateException("the database did not stop in order", failure);
            }
        }
    }
}
