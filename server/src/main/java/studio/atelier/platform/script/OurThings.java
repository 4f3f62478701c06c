package studio.atelier.platform.script;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;

/// Tells whether a statement failed over something that comes with the server: a relation, function, type or
/// schema that belongs to another role than the one that asks.
final class OurThings {

    /// Duplicate relation, object, function, schema, column; "must be owner of".
    private static final Set<String> STATES = Set.of("42P07", "42710", "42723", "42P06", "42701", "42501");

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
    private static final Pattern OWNED = Pattern.compile("(?:must be owner of|permission denied for) .*?(\\S+)$");

    private final Connection connection;

    OurThings(Connection connection) {
        this.connection = connection;
    }

    /// @return the name of the first of ours that the database complains about
    Optional<String> namedIn(SQLException failure) throws SQLException {
        if (!(failure instanceof PSQLException told)
                || told.getServerErrorMessage() == null
                || !STATES.contains(String.valueOf(failure.getSQLState()))) {
            return Optional.empty();
        }
        for (String name : names(String.valueOf(told.getServerErrorMessage().getMessage()))) {
            if (isOurs(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private static List<String> names(String message) {
        List<String> names = new ArrayList<>();
        Matcher quoted = QUOTED.matcher(message);
        while (quoted.find()) {
            names.add(quoted.group(1));
        }
        Matcher owned = OWNED.matcher(message);
        if (owned.find()) {
            names.add(owned.group(1));
        }
        return names;
    }

    private boolean isOurs(String name) throws SQLException {
        try (var statement = connection.prepareStatement("""
                with me as (select oid from pg_roles where rolname = current_user)
                select exists (select from pg_class, me where relname = ? and relowner <> me.oid)
                    or exists (select from pg_proc, me where proname = ? and proowner <> me.oid)
                    or exists (select from pg_type, me where typname = ? and typowner <> me.oid)
                    or exists (select from pg_namespace, me where nspname = ? and nspowner <> me.oid)
                """)) {
            for (int i = 1; i <= 4; i++) {
                statement.setString(i, name);
            }
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
