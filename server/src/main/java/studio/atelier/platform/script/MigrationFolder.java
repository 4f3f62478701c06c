package studio.atelier.platform.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.atelier.platform.settings.StartRefused;

/// A folder of files `<version>_<name>.sql`, run in the order of their names, each in one transaction and
/// once. What ran is remembered in `supabase_migrations.schema_migrations`, the table that the tools of
/// these folders know. Source: Supabase CLI, database migrations.
public final class MigrationFolder {

    private static final Pattern FILE = Pattern.compile("([0-9]{1,20})_(.*)\\.sql");

    /// Two commands at once would run a file twice.
    private static final long LOCK = 0x41544c4d49475241L;

    private static final String TABLE = """
            create schema if not exists supabase_migrations;
            create table if not exists supabase_migrations.schema_migrations (
              version text primary key,
              statements text[],
              name text
            )
            """;

    private final Connection connection;
    private final boolean skipExisting;

    /// @param connection   of the role to run as, in auto-commit
    /// @param skipExisting whether a statement that makes or changes what comes with the server is passed over
    public MigrationFolder(Connection connection, boolean skipExisting) {
        this.connection = connection;
        this.skipExisting = skipExisting;
    }

    /// @param files  that ran now
    /// @param before how many had run before
    /// @param passed statements passed over, each with file and line
    public record Ran(List<String> files, int before, List<String> passed) {

        public Ran {
            files = List.copyOf(files);
            passed = List.copyOf(passed);
        }
    }

    /// @throws StartRefused with file, line and statement of the first that fails; the files before it stay
    public Ran run(Path folder) {
        List<String> ran = new ArrayList<>();
        List<String> passed = new ArrayList<>();
        int before = 0;
        try {
            execute("select pg_advisory_lock(" + LOCK + ")");
            execute(TABLE);
            Set<String> done = done();
            connection.setAutoCommit(false);
            for (Migration migration : migrations(folder)) {
                if (done.contains(migration.version())) {
                    before++;
                    continue;
                }
                runFile(migration.file(), passed);
                remember(migration);
                connection.commit();
                ran.add(name(migration.file()));
            }
            return new Ran(ran, before, passed);
        } catch (SQLException failure) {
            throw new StartRefused("The database refuses: " + failure.getMessage(), failure);
        } catch (IOException failure) {
            throw SqlFile.unreadable(folder, failure);
        }
    }

    private void runFile(Path file, List<String> passed) throws SQLException, IOException {
        String name = name(file);
        try (var reader = new SqlReader(name, Files.newBufferedReader(file))) {
            var runner = new StatementRunner(name, reader, connection);
            for (Optional<SqlStatement> next = reader.next(); next.isPresent(); next = reader.next()) {
                SqlStatement statement = next.get();
                if (!opensOrClosesTransaction(statement, name)) {
                    runOne(runner, statement, name, passed);
                }
            }
        } catch (SQLException | IOException | RuntimeException failure) {
            connection.rollback();
            throw failure;
        }
    }

    private void runOne(StatementRunner runner, SqlStatement statement, String name, List<String> passed)
            throws SQLException, IOException {
        Savepoint before = connection.setSavepoint();
        try {
            runner.run(statement);
            connection.releaseSavepoint(before);
        } catch (SQLException failure) {
            connection.rollback(before);
            Optional<String> ours = new OurThings(connection).namedIn(failure);
            if (ours.isPresent() && skipExisting) {
                passed.add("%s, line %d: %s comes with Atelier: %s"
                        .formatted(name, statement.line(), ours.get(), StatementRunner.shown(statement.text())));
                return;
            }
            String why = ours.map(
                            thing -> "\n" + thing + " comes with Atelier. Take the statement out, or pass over all"
                                    + " such statements with --skip-existing.")
                    .orElse("");
            throw new StartRefused(
                    runner.sentence(statement, failure) + why + "\nNothing of this file was kept.", failure);
        }
    }

    // The file is one transaction whether it says so or not; what would break it in two is refused.
    private static boolean opensOrClosesTransaction(SqlStatement statement, String name) {
        return switch (statement.words().isEmpty() ? "" : statement.words().getFirst()) {
            case "begin", "commit", "end" -> true;
            case "start" ->
                statement.words().size() > 1 && statement.words().get(1).equals("transaction");
            case "rollback", "abort" -> {
                if (statement.words().contains("to")) {
                    yield false;
                }
                throw new StartRefused(name + ", line " + statement.line()
                        + ": a migration that rolls itself back does nothing. Take the statement out.");
            }
            default -> false;
        };
    }

    private record Migration(Path file, String version, String name) {}

    private static List<Migration> migrations(Path folder) throws IOException {
        List<Migration> migrations = new ArrayList<>();
        Set<String> versions = new HashSet<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.sorted().toList()) {
                Matcher parts = FILE.matcher(name(file));
                if (!parts.matches() || !Files.isRegularFile(file)) {
                    continue;
                }
                migrations.add(new Migration(file, parts.group(1), parts.group(2)));
                if (!versions.add(parts.group(1))) {
                    throw new StartRefused(
                            "Two files in " + folder + " have the version " + parts.group(1) + ". Rename one of them.");
                }
            }
        }
        if (migrations.isEmpty()) {
            throw new StartRefused("There is no file <version>_<name>.sql in " + folder
                    + ". Name the folder that holds them, such as supabase/migrations.");
        }
        return migrations;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private Set<String> done() throws SQLException {
        Set<String> done = new HashSet<>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select version from supabase_migrations.schema_migrations")) {
            while (rows.next()) {
                done.add(rows.getString("version"));
            }
        }
        return done;
    }

    private void remember(Migration migration) throws SQLException {
        try (var statement = connection.prepareStatement(
                "insert into supabase_migrations.schema_migrations (version, name) values (?, ?)")) {
            statement.setString(1, migration.version());
            statement.setString(2, migration.name());
            statement.executeUpdate();
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
