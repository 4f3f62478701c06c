package studio.atelier.platform.database;

import java.nio.file.Files;
import java.util.HexFormat;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.StartRefused;

/// The embedded database of a data folder on which no server runs, started for the time of one command. The
/// schema stays as it is: a backup before an upgrade must not upgrade.
public final class StoppedCluster implements AutoCloseable {

    private final EmbeddedPostgres postgres;

    private StoppedCluster(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /// @param data locked by the caller
    /// @throws StartRefused when there is no cluster in it, or it does not start
    public static StoppedCluster start(DatabaseSettings settings, DataFolder data) {
        PostgresHome home = PostgresHome.in(data, ProcessUser.current());
        if (!Files.exists(home.cluster().resolve("PG_VERSION"))) {
            throw new StartRefused(
                    "There is no database in " + data.path() + " yet. Choose the folder of the server with --data.");
        }
        var password = new Secret(HexFormat.of().formatHex(data.secret(Database.OWNER_SECRET)));
        return new StoppedCluster(EmbeddedPostgres.start(EmbeddedPostgres.Options.durable(home, password, settings)));
    }

    public DatabaseAddress superuser() {
        return postgres.address();
    }

    @Override
    public void close() {
        postgres.close();
    }
}
