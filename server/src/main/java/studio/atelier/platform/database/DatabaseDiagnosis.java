package studio.atelier.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import studio.atelier.platform.settings.DataFolder;

/// What `doctor` says about the database. Changes nothing.
public final class DatabaseDiagnosis {

    private DatabaseDiagnosis() {}

    /// @return one line that begins with `ok` or `BAD`
    public static String of(DatabaseSettings settings, DataFolder data) {
        return settings.external().map(DatabaseDiagnosis::external).orElseGet(() -> embedded(data));
    }

    private static String external(DatabaseAddress address) {
        try (Connection connection = address.connect("doctor")) {
            List<String> missing = ExternalRights.missing(connection);
            return missing.isEmpty() ? "ok: " + address : "BAD: " + address + " lacks " + String.join("; ", missing);
        } catch (SQLException failure) {
            return "BAD: " + address + " cannot be reached (" + failure.getMessage()
                    + "); check ATELIER_DATABASE_URL and that the database runs";
        }
    }

    private static String embedded(DataFolder data) {
        var lockFile = data.path().resolve("postgres-folder");
        boolean made = java.nio.file.Files.exists(lockFile)
                || java.nio.file.Files.exists(data.path().resolve("postgres/cluster/PG_VERSION"));
        return "ok: embedded PostgreSQL " + PostgresBinaries.VERSION
                + (made ? ", cluster made" : ", made at the first start");
    }
}
