package studio.atelier.platform.database;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import studio.atelier.platform.settings.Secret;

/// The one PostgreSQL of this test JVM: the real server with fast settings and hostile defaults, and in it
/// a migrated template from which each test class gets its own database in some 50 ms. Started by the first
/// who asks.
public final class TestCluster {

    private static final String TEMPLATE = "atelier_template";
    private static final int TERMINATE_MILLIS_MAX = 10_000;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final EmbeddedPostgres postgres;

    private TestCluster(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    private static final class Holder {
        static final TestCluster INSTANCE = start();
    }

    public static TestCluster shared() {
        return Holder.INSTANCE;
    }

    /// A new database with all migrations applied, as its owner.
    public DatabaseAddress clonedDatabase() {
        String name = "test_" + NUMBER.incrementAndGet();
        execute("create database " + name + " template " + TEMPLATE);
        return postgres.address().withDatabase(name);
    }

    /// A new database with nothing in it, as its owner.
    public DatabaseAddress emptyDatabase() {
        String name = "test_" + NUMBER.incrementAndGet();
        execute("create database " + name);
        return postgres.address().withDatabase(name);
    }

    /// What a release had: a new database with the migrations up to one of them, and nothing of later ones.
    ///
    /// @param version of the last migration of the release
    public DatabaseAddress databaseUpTo(String version) {
        DatabaseAddress database = emptyDatabase();
        Migrations.configuration(new OwnerConnections(database))
                .target(version)
                .load()
                .migrate();
        return database;
    }

    /// The migrations of this version in their order, each as its version and its checksum.
    public Map<String, Integer> migrations(DatabaseAddress database) {
        Map<String, Integer> migrations = new LinkedHashMap<>();
        for (var one : Migrations.configuration(new OwnerConnections(database))
                .load()
                .info()
                .all()) {
            // Flyway's own first line, which says that it made the schema, has none.
            if (one.getVersion() != null) {
                migrations.put(one.getVersion().toString(), one.getChecksum());
            }
        }
        return migrations;
    }

    public void drop(DatabaseAddress database) {
        // What reads the log for a server that was killed a moment ago may not have noticed yet, and `force` spares it.
        execute("select pg_terminate_backend(active_pid, " + TERMINATE_MILLIS_MAX + ") from pg_replication_slots"
                + " where active_pid is not null and database = '" + database.database() + "'");
        execute("drop database " + database.database() + " with (force)");
    }

    /// A pool as the server has it: the same role, limits and time zone, but small.
    public HikariDataSource pool(DatabaseAddress database, int size) {
        var login = database.withLogin(LoginRole.NAME, new Secret("any; the test cluster trusts loopback"));
        return Database.pool(login, settings(size));
    }

    static DatabaseSettings settings(int poolSize) {
        return new DatabaseSettings(
                Optional.empty(),
                0,
                poolSize,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                64);
    }

    /// A new folder that the unprivileged user of a root server can reach. Whoever asks deletes it.
    public static Path folder(String purpose) {
        try {
            Path folder = Files.createTempDirectory("atelier-" + purpose + "-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public static void deleteFolder(Path folder) {
        PostgresBinaries.deleteTree(folder);
    }

    /// Where the programs are unpacked once for all test runs on this machine.
    static Path sharedBinaries() {
        try {
            Path shared = Path.of("/var/tmp", "atelier-test-" + System.getProperty("user.name"));
            Files.createDirectories(shared);
            Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
            return PostgresBinaries.unpackInto(shared).folder();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// A home whose programs are the shared ones.
    static PostgresHome home(Path folder) {
        try {
            Path programs = sharedBinaries();
            Files.createSymbolicLink(folder.resolve(programs.getFileName()), programs);
            return new PostgresHome(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static TestCluster start() {
        deleteLeftovers();
        Path folder = folder("cluster-" + ProcessHandle.current().pid());
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("fsync", "off");
        parameters.put("synchronous_commit", "off");
        parameters.put("full_page_writes", "off");
        parameters.put("timezone", "Pacific/Chatham");
        parameters.put("datestyle", "SQL, DMY");
        parameters.put("max_replication_slots", "40");
        parameters.put("max_wal_senders", "40");
        var postgres = EmbeddedPostgres.start(new EmbeddedPostgres.Options(
                home(folder), new Secret("test"), 0, Duration.ofMinutes(1), parameters, true));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            postgres.close();
            deleteFolder(folder);
        }));
        var cluster = new TestCluster(postgres);
        cluster.execute("create database " + TEMPLATE);
        prepare(postgres.address().withDatabase(TEMPLATE));
        return cluster;
    }

    /// Login role and schema, as the start of the server makes them.
    static void prepare(DatabaseAddress owner) {
        try (Connection connection = owner.connect("test")) {
            LoginRole.ensure(connection, new Secret("test"));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        Migrations.run(new OwnerConnections(owner), true);
    }

    private void execute(String statement) {
        try (Connection connection = postgres.address().withDatabase("postgres").connect("test");
                var sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    // A test run that was killed could not clean up after itself.
    private static void deleteLeftovers() {
        try (Stream<Path> folders = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            folders.filter(folder -> folder.getFileName().toString().matches("atelier-cluster-[0-9]+-[0-9]+"))
                    .filter(folder -> ProcessHandle.of(Long.parseLong(
                                    folder.getFileName().toString().split("-", -1)[2]))
                            .isEmpty())
                    .forEach(TestCluster::deleteFolder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
