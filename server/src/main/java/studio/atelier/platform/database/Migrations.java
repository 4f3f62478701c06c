package studio.atelier.platform.database;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import studio.atelier.platform.settings.StartRefused;

/// Brings the schema up to what this version of the server needs: the files of all rooms in one timeline,
/// forward only.
final class Migrations {

    static final String LOCATION = "classpath:db/migration";
    private static final String SCHEMA = "atelier";
    private static final String TABLE = "schema_history";

    private Migrations() {}

    /// @param owner      connections of the role that owns the schema
    /// @param outOfOrder whether a file may be older than the newest one applied; for tests of single files
    /// @throws StartRefused when the schema is newer than this server, half migrated, or was changed by
    ///     hand
    static void run(DataSource owner, boolean outOfOrder) {
        Flyway flyway = configuration(owner).outOfOrder(outOfOrder).load();
        try {
            refuseUnknown(flyway.info().all());
            flyway.migrate();
        } catch (FlywayException failure) {
            throw new StartRefused(
                    "The database schema could not be brought up to date: " + DatabaseReason.of(failure)
                            + " Nothing of a failed step was kept.",
                    failure);
        }
    }

    static FluentConfiguration configuration(DataSource owner) {
        return Flyway.configure()
                .dataSource(owner)
                .locations(LOCATION)
                .defaultSchema(SCHEMA)
                .table(TABLE)
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .outputQueryResults(false)
                .configuration(Map.of("flyway.postgresql.transactional.lock", "true"))
                .ignoreMigrationPatterns(new String[0]);
    }

    private static void refuseUnknown(MigrationInfo[] all) {
        String newer = versions(
                all, info -> info.getState().isApplied() && !info.getState().isResolved());
        if (!newer.isEmpty()) {
            throw new StartRefused("The database was used by a newer Atelier (it has " + newer
                    + ", which this version does not know). Start that version again, or restore a backup.");
        }
        String half = versions(all, info -> info.getState().isFailed());
        if (!half.isEmpty()) {
            throw new StartRefused("The database is half migrated (" + half
                    + " failed). Restore the backup made before the upgrade, then start again.");
        }
    }

    private static String versions(MigrationInfo[] all, java.util.function.Predicate<MigrationInfo> which) {
        return Arrays.stream(all)
                .filter(which)
                .map(info -> info.getVersion() + " " + info.getDescription())
                .collect(Collectors.joining(", "));
    }
}
