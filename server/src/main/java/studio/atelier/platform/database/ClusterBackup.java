package studio.atelier.platform.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import studio.atelier.platform.settings.StartRefused;

/// A copy of a running cluster, made with nothing but SQL and the files themselves: PostgreSQL is told that a
/// copy begins, the files are copied as they are, torn pages and all, and the write-ahead log from begin to
/// end mends them at the first start. Source: PostgreSQL 18, Making a Base Backup Using the Low Level API.
///
/// Holds [BackupLock] while it is open. Belongs to one thread.
public final class ClusterBackup implements AutoCloseable {

    private static final String CONTROL = "global/pg_control";

    /// Rebuilt at start, or meaningless for another server: their folders are kept, empty.
    private static final Set<String> EMPTIED = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");

    private static final Pattern LEFT_OUT = Pattern.compile(
            "postmaster\\..*|backup_label.*|tablespace_map.*|backup_manifest|pg_internal\\.init.*|pgsql_tmp.*|.*\\.tmp");

    private final Connection connection;
    private final Path cluster;
    private final String firstLog;

    private ClusterBackup(Connection connection, Path cluster, String firstLog) {
        this.connection = connection;
        this.cluster = cluster;
        this.firstLog = firstLog;
    }

    /// Waits for a checkpoint, which the database makes at once.
    ///
    /// @param superuser of a cluster whose files this process can read
    /// @throws StartRefused when another backup is under way, or the database cannot be asked
    public static ClusterBackup begin(DatabaseAddress superuser) {
        Connection connection = null;
        try {
            connection = superuser.connect("backup");
            BackupLock.take(connection);
            refuseTablespaces(connection);
            // Keeps the log of the time of the copy; the slot goes with the connection.
            one(
                    connection,
                    "select pg_create_physical_replication_slot('atelier_backup_' || pg_backend_pid(), true, true)"
                            + "::text");
            String first = one(connection, "select pg_backup_start('atelier', fast => true)::text");
            return new ClusterBackup(connection, Path.of(one(connection, "show data_directory")), first);
        } catch (SQLException failure) {
            close(connection);
            throw "55P03".equals(failure.getSQLState())
                    ? new StartRefused("Another backup of this database is under way. Wait until it is done.", failure)
                    : failed(failure);
        } catch (RuntimeException failure) {
            close(connection);
            throw failure;
        }
    }

    /// Copies the cluster as it is when this returns: what was committed before is in the copy.
    ///
    /// @param under the folder in the backup, without a slash at the end
    /// @throws StartRefused when the log of the time of the copy is not whole
    public void copy(String under, BackupFiles target) throws IOException {
        try {
            copyFiles(under, target);
            target.file(under + "/" + CONTROL, cluster.resolve(CONTROL));
            String lastLog;
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(
                            "select lsn::text, labelfile from pg_backup_stop(wait_for_archive => false)")) {
                row.next();
                lastLog = row.getString(1);
                target.bytes(under + "/backup_label", row.getString(2).getBytes(UTF_8));
            }
            one(connection, "select pg_switch_wal()::text");
            for (String segment : segments(lastLog)) {
                copySegment(under, segment, target);
            }
        } catch (SQLException failure) {
            throw failed(failure);
        }
    }

    @Override
    public void close() {
        close(connection);
    }

    private void copyFiles(String under, BackupFiles target) throws IOException {
        Files.walkFileTree(cluster, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                String name = relative(folder);
                if (LEFT_OUT.matcher(last(name)).matches()) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                target.folder(name.isEmpty() ? under : under + "/" + name);
                return EMPTIED.contains(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = relative(file);
                if (attributes.isRegularFile()
                        && !name.equals(CONTROL)
                        && !LEFT_OUT.matcher(last(name)).matches()) {
                    target.file(under + "/" + name, file);
                }
                return FileVisitResult.CONTINUE;
            }

            // Dropped between listing and looking: the log knows that it is gone.
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }

    private void copySegment(String under, String segment, BackupFiles target) throws IOException {
        Path file = cluster.resolve("pg_wal").resolve(segment);
        if (!Files.exists(file)) {
            throw new StartRefused(
                    "The write-ahead log of the time of the backup was removed before it could be copied:"
                            + " so much was written meanwhile. Raise ATELIER_DATABASE_SLOT_WAL_MB, start the server again, and"
                            + " make the backup again.");
        }
        target.file(under + "/pg_wal/" + segment, file);
    }

    private List<String> segments(String lastLog) throws SQLException {
        List<String> names = new ArrayList<>();
        try (var statement = connection.prepareStatement("""
                select distinct pg_walfile_name(least(?::pg_lsn + step * size, ?::pg_lsn)) as name
                from (select pg_size_bytes(current_setting('wal_segment_size'))::numeric as size) as setting,
                     generate_series(0, ceil((?::pg_lsn - ?::pg_lsn) / size)) as step
                order by name
                """)) {
            statement.setString(1, firstLog);
            statement.setString(2, lastLog);
            statement.setString(3, lastLog);
            statement.setString(4, firstLog);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString("name"));
                }
            }
        }
        return names;
    }

    private static void refuseTablespaces(Connection connection) throws SQLException {
        String others = one(connection, """
                select coalesce(string_agg(spcname, ', '), '')
                from pg_tablespace
                where spcname not in ('pg_default', 'pg_global')
                """);
        if (!others.isEmpty()) {
            throw new StartRefused("The database has files outside of its folder (tablespace " + others
                    + "), which a backup would miss. Move them back with ALTER ... SET TABLESPACE pg_default.");
        }
    }

    private String relative(Path path) {
        return cluster.relativize(path).toString();
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static StartRefused failed(SQLException failure) {
        return new StartRefused("The database cannot be copied: " + failure.getMessage(), failure);
    }

    private static void close(@org.jspecify.annotations.Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException _) {
            // The database ends the backup, frees the lock and drops the slot with the connection.
        }
    }
}
