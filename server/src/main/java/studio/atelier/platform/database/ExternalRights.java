package studio.atelier.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import studio.atelier.platform.settings.StartRefused;

/// What a database that is not ours must offer. Source: DESIGN 10, Networks.
final class ExternalRights {

    private static final int OLDEST = 150_000;

    private ExternalRights() {}

    /// @return what is missing, each as an instruction to the operator; empty when all is there
    static List<String> missing(Connection connection) throws SQLException {
        List<String> missing = new ArrayList<>();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        select current_setting('server_version_num')::int as version,
                               current_setting('wal_level') as wal_level,
                               r.rolsuper or r.rolcreaterole as creates_roles,
                               r.rolsuper or r.rolreplication
                                 or exists (select from pg_roles m
                                            where m.rolname in ('rds_replication', 'azure_pg_admin')
                                            and pg_has_role(r.oid, m.oid, 'member')) as replicates,
                               has_database_privilege(current_database(), 'create') as creates_schemas,
                               current_user as login,
                               current_database() as name
                        from pg_roles r
                        where r.rolname = current_user
                        """)) {
            row.next();
            String login = row.getString("login");
            if (row.getInt("version") < OLDEST) {
                missing.add("PostgreSQL 15 or newer");
            }
            if (!row.getString("wal_level").equals("logical")) {
                missing.add("logical decoding (set wal_level = logical and restart the database)");
            }
            if (!row.getBoolean("replicates")) {
                missing.add("the right REPLICATION (alter role " + login + " replication)");
            }
            if (!row.getBoolean("creates_roles")) {
                missing.add("the right CREATEROLE (alter role " + login + " createrole)");
            }
            if (!row.getBoolean("creates_schemas")) {
                missing.add("the right to create schemas (grant create on database " + row.getString("name") + " to "
                        + login + ")");
            }
        }
        return missing;
    }

    static void check(Connection connection, DatabaseAddress address) throws SQLException {
        List<String> missing = missing(connection);
        if (!missing.isEmpty()) {
            throw new StartRefused(
                    "The database " + address + " cannot be used. It lacks:\n  " + String.join("\n  ", missing));
        }
    }
}
