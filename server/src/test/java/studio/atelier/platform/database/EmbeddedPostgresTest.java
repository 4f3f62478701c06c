package studio.atelier.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.StartRefused;

/// The launcher with the settings of production, on a cluster that the tests of this class use one after
/// the other.
@Tag("database")
class EmbeddedPostgresTest {

    private static final Secret PASSWORD = new Secret("correct horse battery staple");
    private static final Path FOLDER = TestCluster.folder("launcher");
    private static final PostgresHome HOME = TestCluster.home(FOLDER);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private EmbeddedPostgres postgres;

    @BeforeEach
    void start() {
        postgres = EmbeddedPostgres.start(options(PASSWORD));
    }

    @AfterEach
    void stop() {
        postgres.close();
    }

    @AfterAll
    static void delete() {
        TestCluster.deleteFolder(FOLDER);
    }

    @Test
    void runsWithDurableSettingsAndLogicalDecoding() throws SQLException {
        try (Connection connection = postgres.address().connect("test")) {
            assertThat(setting(connection, "fsync")).isEqualTo("on");
            assertThat(setting(connection, "synchronous_commit")).isEqualTo("on");
            assertThat(setting(connection, "full_page_writes")).isEqualTo("on");
            assertThat(setting(connection, "wal_level")).isEqualTo("logical");
            assertThat(setting(connection, "max_slot_wal_keep_size")).isEqualTo("64MB");
            assertThat(setting(connection, "listen_addresses")).isEqualTo("127.0.0.1");

            DurableSettings.check(connection);
        }
    }

    @Test
    void refusesACommitThatACrashWouldUndo() throws SQLException {
        try (Connection connection = postgres.address().connect("test")) {
            connection.createStatement().execute("set synchronous_commit = off");

            assertThatThrownBy(() -> DurableSettings.check(connection))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("synchronous_commit is off");
        }
    }

    @Test
    void asksForThePassword() {
        DatabaseAddress stranger = postgres.address().withLogin(EmbeddedPostgres.SUPERUSER, new Secret("guess"));

        assertThatThrownBy(() -> stranger.connect("test"))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo("28P01"));
    }

    @Test
    void bringsTheVersionThatItsFolderIsNamedAfter() throws SQLException {
        try (Connection connection = postgres.address().connect("test")) {
            assertThat(PostgresBinaries.VERSION).isEqualTo(setting(connection, "server_version") + ".0");
        }
    }

    @Test
    void comesBackByItselfWithAllThatWasCommittedWhenItIsKilled() throws SQLException {
        insert("kept over a kill");
        long before = postgres.pid();

        ProcessHandle.of(before).orElseThrow().destroyForcibly();

        await().until(() -> postgres.pid() != before && holds("kept over a kill"));
    }

    @Test
    void startsOverTheFileOfAServerThatIsGone() throws SQLException, IOException {
        insert("kept over a stale file");
        postgres.close();
        Path file = HOME.cluster().resolve("postmaster.pid");
        // The number of a dead server may meanwhile belong to anybody; here it is this test's own.
        Files.writeString(file, ProcessHandle.current().pid() + "\n" + HOME.cluster() + "\n");

        postgres = EmbeddedPostgres.start(options(PASSWORD));

        assertThat(holds("kept over a stale file")).isTrue();
    }

    @Test
    void stopsTheServerThatAnEarlierRunLeftBehind() throws SQLException, IOException {
        insert("kept over a left server");
        postgres.close();
        Process left = leaveServerBehind();

        postgres = EmbeddedPostgres.start(options(PASSWORD));

        assertThat(left.isAlive()).isFalse();
        assertThat(holds("kept over a left server")).isTrue();
    }

    @Test
    void stopsWithinAMomentAlthoughSomebodyIsConnected() throws SQLException {
        try (Connection _ = postgres.address().connect("test")) {
            long pid = postgres.pid();
            long begun = System.nanoTime();

            postgres.close();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(HOME.cluster().resolve("postmaster.pid")).doesNotExist();
        }
    }

    @Test
    void saysWhyItCannotStart() {
        var options = options(PASSWORD);
        var impossible = new EmbeddedPostgres.Options(
                options.home(), PASSWORD, 0, PATIENCE, Map.of("shared_buffers", "none"), false);
        postgres.close();

        assertThatThrownBy(() -> EmbeddedPostgres.start(impossible))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("The database does not start")
                .hasMessageContaining("shared_buffers");
    }

    private static EmbeddedPostgres.Options options(Secret password) {
        return EmbeddedPostgres.Options.durable(HOME, password, TestCluster.settings(4));
    }

    /// What remains when a server dies on a machine that cannot tell the database about it.
    private static Process leaveServerBehind() throws IOException {
        List<String> command = ProcessUser.current().command(false);
        command.add(TestCluster.sharedBinaries().resolve("bin/postgres").toString());
        command.addAll(List.of("-D", HOME.cluster().toString(), "-p", "" + EmbeddedPostgres.freePort()));
        command.addAll(List.of("-c", "unix_socket_directories=", "-c", "listen_addresses=127.0.0.1"));
        Process process = PostgresSupervisor.process(command).start();
        var lines = process.inputReader();
        while (!lines.readLine().endsWith("ready to accept connections")) {
            assertThat(process.isAlive()).isTrue();
        }
        return process;
    }

    private void insert(String text) throws SQLException {
        try (Connection connection = postgres.address().connect("test");
                var statement = connection.prepareStatement("insert into kept values (?)")) {
            connection.createStatement().execute("create table if not exists kept (text text)");
            statement.setString(1, text);
            statement.execute();
        }
    }

    private boolean holds(String text) {
        try (Connection connection = postgres.address().connect("test")) {
            return holds(connection, text);
        } catch (SQLException _) {
            return false;
        }
    }

    private static boolean holds(Connection connection, String text) throws SQLException {
        try (var statement = connection.prepareStatement("select exists (select from kept where text = ?)")) {
            statement.setString(1, text);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (var statement = connection.prepareStatement("select current_setting(?)")) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private static org.awaitility.core.ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(50, TimeUnit.MILLISECONDS);
    }
}
