package studio.atelier.releases;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.postgresql.PGConnection;
import studio.atelier.platform.database.DatabaseAddress;
import studio.atelier.platform.database.TestCluster;
import studio.atelier.platform.script.SqlFile;

/// A released version as its folder tells it: `migrations.txt`, a line with version and checksum for each
/// migration it had, and `seed.sql.gz`, the rows of an installation that was in use.
record Release(Path folder) {

    private static final Path ALL = Path.of("src", "test", "resources", "releases");
    private static final String MIGRATIONS = "migrations.txt";
    private static final String SEED = "seed.sql.gz";

    static List<Release> all() {
        if (!Files.isDirectory(ALL)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(ALL)) {
            return folders.sorted().map(Release::new).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Keeps what is in a database as the release of that name.
    static void write(String name, DatabaseAddress database) throws IOException, SQLException {
        Path folder = Files.createDirectories(ALL.resolve(name));
        String migrations = TestCluster.shared().migrations(database).entrySet().stream()
                .map(one -> one.getKey() + " " + one.getValue() + "\n")
                .collect(Collectors.joining());
        Files.writeString(folder.resolve(MIGRATIONS), migrations);
        try (Connection connection = database.connect("test");
                OutputStream out =
                        new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(folder.resolve(SEED))))) {
            for (String table : tables(connection)) {
                String columns = columns(connection, table);
                out.write(("copy " + table + " (" + columns + ") from stdin;\n").getBytes(UTF_8));
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("copy " + table + " (" + columns + ") to stdout", out);
                out.write("\\.\n".getBytes(UTF_8));
            }
            for (String sequence : sequences(connection)) {
                out.write((sequence + "\n").getBytes(UTF_8));
            }
        }
    }

    Map<String, Integer> migrations() throws IOException {
        Map<String, Integer> migrations = new LinkedHashMap<>();
        for (String line : Files.readAllLines(folder.resolve(MIGRATIONS))) {
            String[] words = line.split(" ", 2);
            migrations.put(words[0], Integer.valueOf(words[1]));
        }
        return migrations;
    }

    /// A new database as this release left it.
    DatabaseAddress restore(Path scratch) throws IOException, SQLException {
        String last = new ArrayList<>(migrations().keySet()).getLast();
        DatabaseAddress database = TestCluster.shared().databaseUpTo(last);
        Path seed = scratch.resolve("seed.sql");
        try (var packed = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(folder.resolve(SEED))))) {
            Files.copy(packed, seed);
        }
        try (Connection connection = database.connect("test");
                var statement = connection.createStatement()) {
            // The rows were true together; triggers and foreign keys would ask for an order.
            statement.execute("set session_replication_role = replica");
            for (String table : tables(connection)) {
                statement.execute("delete from " + table);
            }
            SqlFile.run(seed, connection);
        }
        return database;
    }

    /// How many rows each of our tables has, the server's own diary of its work left out.
    static Map<String, Long> rows(DatabaseAddress database) throws SQLException {
        Map<String, Long> rows = new LinkedHashMap<>();
        try (Connection connection = database.connect("test");
                var statement = connection.createStatement()) {
            for (String table : tables(connection)) {
                try (var row = statement.executeQuery("select count(*) from " + table)) {
                    row.next();
                    rows.put(table, row.getLong(1));
                }
            }
        }
        return rows;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        return strings(connection, """
                select format('%I.%I', n.nspname, c.relname)
                from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                where n.nspname in ('auth', 'storage', 'public', 'atelier')
                  and c.relkind = 'r'
                  and c.relname <> 'schema_history'
                order by n.nspname, c.relname
                """);
    }

    private static String columns(Connection connection, String table) throws SQLException {
        return String.join(", ", strings(connection, """
                select quote_ident(attname)
                from pg_attribute
                where attrelid = '%s'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
                order by attnum
                """.formatted(table)));
    }

    private static List<String> sequences(Connection connection) throws SQLException {
        return strings(connection, """
                select format('select setval(%L, %s);', format('%I.%I', schemaname, sequencename), last_value)
                from pg_sequences
                where schemaname in ('auth', 'storage', 'public', 'atelier') and last_value is not null
                order by 1
                """);
    }

    private static List<String> strings(Connection connection, String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return String.valueOf(folder.getFileName());
    }
}
