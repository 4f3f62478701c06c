package studio.atelier.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import studio.atelier.platform.settings.StartRefused;

/// Asks the running server whether what it says is committed will survive a crash. Believing the command
/// line would not notice a value that `ALTER SYSTEM` left in the cluster for one user or database.
final class DurableSettings {

    private DurableSettings() {}

    /// @throws StartRefused naming every setting that is not durable
    static void check(Connection connection) throws SQLException {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, String> wanted : EmbeddedPostgres.DURABLE.entrySet()) {
            try (var statement = connection.prepareStatement("select current_setting(?)")) {
                statement.setString(1, wanted.getKey());
                try (var rows = statement.executeQuery()) {
                    rows.next();
                    if (!rows.getString(1).equals(wanted.getValue())) {
                        wrong.add(wanted.getKey() + " is " + rows.getString(1));
                    }
                }
            }
        }
        if (!wrong.isEmpty()) {
            throw new StartRefused("The database would lose what it has confirmed: " + String.join(", ", wrong)
                    + ". Undo this with ALTER SYSTEM RESET or ALTER ROLE ... RESET.");
        }
    }
}
