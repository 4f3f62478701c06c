package studio.atelier.platform.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.function.Consumer;
import org.postgresql.PGProperty;
import org.postgresql.util.PasswordUtil;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.StartRefused;

/// `postgres`: the role that SQL of the operator runs as, as front ends of Supabase expect it. What it makes in
/// `public` is granted to the roles of the API, so row-level security decides; it owns nothing of ours and
/// is a member of no role that does. It logs in, because a script could undo a mere SET ROLE.
public final class ScriptRole {

    public static final String NAME = "postgres";

    private static final String LOCK_LIMIT = "30s";

    private ScriptRole() {}

    /// A connection in auto-commit that sends statements as they are.
    ///
    /// @param owner of a database that this version of the server has migrated
    /// @throws StartRefused when the role is not one that the migrations made
    public static Connection connect(DatabaseAddress owner) throws SQLException {
        return open(owner, properties -> PGProperty.PREFER_QUERY_MODE.set(properties, "simple"));
    }

    /// A connection in auto-commit whose answers are read in portions and are never larger than told.
    ///
    /// @param answerBytesMax of one portion
    /// @throws StartRefused when the role is not one that the migrations made
    public static Connection connectBounded(DatabaseAddress owner, long answerBytesMax) throws SQLException {
        return open(owner, properties -> PGProperty.MAX_RESULT_BUFFER.set(properties, Long.toString(answerBytesMax)));
    }

    private static Connection open(DatabaseAddress owner, Consumer<Properties> way) throws SQLException {
        Secret password = password(owner);
        try (Connection connection = owner.connect("script")) {
            check(connection);
            LoginRole.alone(
                    connection,
                    "alter role " + NAME + " login password '"
                            + PasswordUtil.encodePassword(
                                    NAME, password.reveal().toCharArray(), "scram-sha-256") + "'");
            // To make schemas. Here, because a copy of a database has not the rights on the database.
            LoginRole.alone(connection, """
                    do $$
                    begin
                      execute format('grant create on database %I to postgres', current_database());
                    end
                    $$
                    """);
        }
        DatabaseAddress address = owner.withLogin(NAME, password);
        Properties properties = address.properties();
        way.accept(properties);
        PGProperty.APPLICATION_NAME.set(properties, "atelier script");
        PGProperty.OPTIONS.set(
                properties,
                "-c search_path=public,extensions -c timezone=UTC -c statement_timeout=0 -c lock_timeout="
                        + LOCK_LIMIT);
        return DriverManager.getConnection(address.jdbcUrl(), properties);
    }

    // Derived, so that two commands at once do not lock each other out. Nobody can get from it to the owner's.
    private static Secret password(DatabaseAddress owner) {
        byte[] secret = owner.password().map(Secret::reveal).orElse("").getBytes(UTF_8);
        return LoginRole.password(NAME, secret);
    }

    private static void check(Connection owner) throws SQLException {
        try (var statement = owner.createStatement();
                var row = statement.executeQuery("""
                        select r.oid is not null as there,
                               shobj_description(r.oid, 'pg_authid') is not distinct from 'made by Atelier: the operator''s SQL'
                                 and not r.rolsuper as ours
                        from (select to_regrole('postgres')::oid as oid) as named
                        left join pg_roles r on r.oid = named.oid
                        """)) {
            row.next();
            if (!row.getBoolean("there")) {
                throw new StartRefused("The database has not been brought up to date yet. Start the server once.");
            }
            if (!row.getBoolean("ours")) {
                throw new StartRefused(
                        "This database has a role postgres of its own, which may be more than it should be."
                                + " Run the file with psql, as a role of your choice.");
            }
        }
    }
}
