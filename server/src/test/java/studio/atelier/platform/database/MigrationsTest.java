package studio.atelier.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
