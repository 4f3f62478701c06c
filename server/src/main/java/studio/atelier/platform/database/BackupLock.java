package studio.atelier.platform.database;

import java.sql.Connection;
import java.sql.SQLException;

/// Keeps a backup and the removal of bytes apart. A backup copies the rows first and the bytes after them;
/// bytes that went in between would be missing in it. The lock lives in the database, so it goes with
/// whoever held it, however that one ended.
public final class BackupLock {

    /// Two numbers, because locks of one number are the presence of nodes.
    private static final int SPACE = 0x41544c;
    private static final int BACKUP = 1;

    /// A removal takes a moment; another backup takes long.
    private static final int WAIT_SECONDS_MAX = 30;

    private BackupLock() {}

    /// Asked in the transaction that removes bytes.
    ///
    /// @return false while a backup is under way; true keeps a backup waiting until the transaction ends
    public static boolean mayRemove(Tx tx) {
        return tx.sql("select pg_try_advisory_xact_lock_shared(:space, :backup)")
                .param("space", SPACE)
                .param("backup", BACKUP)
                .query(Boolean.class)
                .single();
    }

    /// Takes the lock until the connection is closed.
    static void take(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '" + WAIT_SECONDS_MAX + "s'");
            statement.execute("select pg_advisory_lock(" + SPACE + ", " + BACKUP + ")");
        }
    }
}
