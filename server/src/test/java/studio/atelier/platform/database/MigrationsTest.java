package studio.atelier.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import studio.atelier.platform.settings.StartRefused;

@Tag("database")
class MigrationsTest {

    private final DatabaseAddress empty = TestCluster.shared().emptyDatabase();
    private final JdbcClient sql = JdbcClient.create(new OwnerConnections(empty));

    @AfterEach
    void drop() {
        TestCluster.shared().drop(empty);
    }

    @Test
    void fillAnEmptyDatabaseInTheOrderOfTheirTimestamps() {
        Migrations.run(new OwnerConnections(empty), false);

        List<String> versions = sql.sql("select version from atelier.schema_history where version is not null order by"
                        + " installed_rank")
                .query(String.class)
                .list();
        assertThat(versions).isNotEmpty().isSorted();
    }

    @Test
    void changeNothingTheSecondTime() {
        Migrations.run(new OwnerConnections(empty), false);
        long applied = count();

        Migrations.run(new OwnerConnections(empty), false);

        assertThat(count()).isEqualTo(applied);
    }

    @Test
    void refuseASchemaThatIsNewerThanTheServer() {
        Migrations.run(new OwnerConnections(empty), false);
        history("99991231.2359", true);

        assertThatThrownBy(() -> Migrations.run(new OwnerConnections(empty), false))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("newer Atelier")
                .hasMessageContaining("99991231.2359");
    }

    @Test
    void refuseASchemaThatIsHalfMigrated() {
        Migrations.run(new OwnerConnections(empty), false);
        sql.sql("update atelier.schema_history set success = false where version = '20261121.0900'")
                .update();

        assertThatThrownBy(() -> Migrations.run(new OwnerConnections(empty), false))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("half migrated");
    }

    @Test
    void refuseAFileThatWasChangedAfterItWasApplied() {
        Migrations.run(new OwnerConnections(empty), false);
        sql.sql("update atelier.schema_history set checksum = 1 where version = '20261121.0900'")
                .update();

        assertThatThrownBy(() -> Migrations.run(new OwnerConnections(empty), false))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("could not be brought up to date");
    }

    @Test
    void runOnceWhenServersStartTogether() throws Exception {
        int servers = 3;
        var errors = new java.util.concurrent.ConcurrentLinkedQueue<Throwable>();
        List<Thread> starting = java.util.stream.IntStream.range(0, servers)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> {
                    try {
                        Migrations.run(new OwnerConnections(empty), false);
                    } catch (RuntimeException failure) {
                        errors.add(failure);
                    }
                }))
                .toList();
        for (Thread thread : starting) {
            thread.join();
        }

        assertThat(errors).isEmpty();
        assertThat(sql.sql("select count(*) - count(distinct version) from atelier.schema_history where version is not"
                                + " null")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void goOnWhereADyingServerLeftThem() throws Exception {
        try (var blocker = empty.connect("test")) {
            blocker.setAutoCommit(false);
            // A file in the middle of the timeline makes this schema too, and waits for us.
            blocker.createStatement().execute("create schema storage");
            var dying = java.util.concurrent.CompletableFuture.runAsync(
                    () -> Migrations.run(new OwnerConnections(empty), false),
                    task -> Thread.ofPlatform().start(task));
            Awaitility.await().until(() -> sql.sql("""
                            select count(pg_terminate_backend(pid)) from pg_stat_activity
                            where datname = current_database() and wait_event_type = 'Lock'
                              and query ilike '%create schema%storage%'
                            """).query(Long.class).single() == 1);
            assertThatThrownBy(dying::join).hasCauseInstanceOf(StartRefused.class);
            blocker.rollback();
        }
        assertThat(count()).isPositive();
        assertThat(sql.sql("select to_regnamespace('storage') is null")
                        .query(Boolean.class)
                        .single())
                .isTrue();

        Migrations.run(new OwnerConnections(empty), false);

        assertThat(sql.sql("select to_regclass('storage.objects') is not null and bool_and(success) from"
                                + " atelier.schema_history")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    private void history(String version, boolean success) {
        sql.sql("""
                        insert into atelier.schema_history
                          (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                        select max(installed_rank) + 1, :version, 'tomorrow', 'SQL', 'tomorrow.sql', 1, 'test', 1, :success
                        from atelier.schema_history
                        """).param("version", version).param("success", success).update();
    }

    private long count() {
        return sql.sql("select count(*) from atelier.schema_history")
                .query(Long.class)
                .single();
    }
}
