package studio.atelier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.database.DatabaseAddress;
import studio.atelier.platform.database.TestCluster;
import studio.atelier.testkit.ServerProcess;

/// The server as the operator has it: its own process, its own durable database, one data folder for all
/// these tests.
@Tag("process")
class ServerLifeTest {

    private static final Path DATA = TestCluster.folder("life");

    @AfterAll
    static void delete() {
        TestCluster.deleteFolder(DATA);
    }

    @Test
    void startsOnAnEmptyFolderAndEndsInOrderWhenItIsTold() throws IOException {
        try (var server = ServerProcess.start(DATA, Map.of())) {
            Path runFile = DATA.resolve("run.json");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(runFile)))
                    .isEqualTo("rw-------");
            assertThat(server.runFile().get("url").asString())
                    .isEqualTo(server.http().base());
            assertThat(server.runFile().get("pid").asLong()).isEqualTo(server.pid());
            assertThat(server.http().send("GET", "/healthz", null).statusCode()).isLessThan(500);
            long postgres = postgres(DATA).orElseThrow();
            long begun = System.nanoTime();

            int exitCode = server.stop();

            assertThat(exitCode).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
            assertThat(ProcessHandle.of(postgres)).isEmpty();
            assertThat(runFile).doesNotExist();
        }
    }

    @Test
    void keepsWhatWasCommittedAndTakesItsDatabaseAlongWhenItIsKilled() throws SQLException {
        try (var server = ServerProcess.start(DATA, Map.of())) {
            try (Connection database = superuser(server)) {
                database.createStatement().execute("create table if not exists kept as select 42 as answer");
            }
            long postgres = postgres(DATA).orElseThrow();

            server.kill();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> ProcessHandle.of(postgres).isEmpty());
        }
        try (var again = ServerProcess.start(DATA, Map.of());
                Connection database = superuser(again);
                var rows = database.createStatement().executeQuery("select answer from kept")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(42);
        }
    }

    @Test
    void refusesASecondRunOnTheSameFolderAndLeavesTheFirstAlone() {
        try (var first = ServerProcess.start(DATA, Map.of())) {
            var refusal = ServerProcess.refused(DATA, Map.of());

            assertThat(refusal.exitCode()).isEqualTo(1);
            assertThat(refusal.output().strip())
                    .isEqualTo("Another Atelier is already running on " + DATA + " (process " + first.pid()
                            + "). Stop it first, or choose another folder with --data.");
            assertThat(first.runFile().get("pid").asLong()).isEqualTo(first.pid());
        }
    }

    @Test
    void refusesABusyPort() throws IOException {
        Path data = TestCluster.folder("busy");
        try (var busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var refusal = ServerProcess.refused(data, Map.of("ATELIER_PORT", "" + busy.getLocalPort()));

            assertThat(refusal.exitCode()).isEqualTo(1);
            assertThat(refusal.output().strip())
                    .isEqualTo("Port " + busy.getLocalPort() + " is in use by another program. Stop that program, or"
                            + " choose another port with --port.");
        } finally {
            TestCluster.deleteFolder(data);
        }
    }

    @Test
    void listsEveryWrongSettingAndEndsWithAnotherCode() {
        var refusal = ServerProcess.refused(
                DATA, Map.of("ATELIER_PORT", "eighty", "ATELIER_DATABASE_POOL", "0", "ATELIER_X", "1"));

        assertThat(refusal.exitCode()).isEqualTo(2);
        assertThat(refusal.output())
                .contains("ATELIER_PORT takes", "ATELIER_DATABASE_POOL takes", "ATELIER_X is not a setting")
                .doesNotContain("\tat ");
    }

    @Test
    void namesEveryRightThatAnExternalDatabaseLacks() throws SQLException {
        DatabaseAddress owner = TestCluster.shared().emptyDatabase();
        try (Connection connection = owner.connect("test")) {
            connection.createStatement().execute("create role poor login nosuperuser");
        }
        String url =
                new DatabaseAddress(owner.hosts(), owner.database(), "poor", Optional.empty(), Map.of()).libpqUri();

        var refusal = ServerProcess.refused(DATA, Map.of("ATELIER_DATABASE_URL", url));

        assertThat(refusal.exitCode()).isEqualTo(1);
        assertThat(refusal.output())
                .contains("cannot be used. It lacks", "the right REPLICATION", "the right CREATEROLE", "create schemas")
                .doesNotContain("\tat ");
        TestCluster.shared().drop(owner);
    }

    private static Connection superuser(ServerProcess server) throws SQLException {
        var address = DatabaseAddress.parse(server.runFile().get("database_url").asString());
        return DriverManager.getConnection(address.jdbcUrl(), address.properties());
    }

    /// The database process of a data folder.
    private static Optional<Long> postgres(Path data) {
        try (var lines = Files.lines(data.resolve("postgres/cluster/postmaster.pid"))) {
            return lines.findFirst().map(Long::parseLong);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
