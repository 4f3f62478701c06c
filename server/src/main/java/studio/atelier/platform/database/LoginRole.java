package studio.atelier.platform.database;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postgresql.util.PasswordUtil;
import studio.atelier.platform.settings.Secret;

/// The role the connection pool logs in as. It owns nothing and inherits nothing; it may only become one of
/// the roles of [Transactions].
final class LoginRole {

    static final String NAME = "atelier_server";
    private static final int ATTEMPTS = 10;

    /// "tuple concurrently updated", and the two ways of having made the same role at the same time.
    private static final Set<String> CONCURRENT = Set.of("XX000", "42710", "23505");

    private LoginRole() {}

    static Secret password(byte[] secret) {
        return password(NAME, secret);
    }

    /// The same for every node that knows the same secret, and of no use for finding that secret.
    static Secret password(String role, byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return new Secret(
                    HexFormat.of().formatHex(mac.doFinal(("database login " + role).getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /// Makes the role or corrects its rights and password.
    ///
    /// @param owner a connection that may create roles, in auto-commit
    static void ensure(Connection owner, Secret password) throws SQLException {
        // Only the verifier travels: the server's log and statistics never see the password.
        String verifier = PasswordUtil.encodePassword(NAME, password.reveal().toCharArray(), "scram-sha-256");
        alone(owner, """
                do $$
                begin
                  if not exists (select from pg_roles where rolname = '%1$s') then
                    create role %1$s nocreatedb nocreaterole;
                  end if;
                  -- An owner without CREATEDB may not even take that right away.
                  alter role %1$s login noinherit password '%2$s';
                end
                $$
                """.formatted(NAME, verifier));
    }

    /// Runs what changes a role. A role belongs to the whole cluster, so no lock within one database keeps two
    /// servers apart: it is tried again.
    static void alone(Connection owner, String sql) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (var statement = owner.createStatement()) {
                statement.execute(sql);
                return;
            } catch (SQLException failure) {
                if (attempt == ATTEMPTS || !CONCURRENT.contains(failure.getSQLState())) {
                    throw failure;
                }
            }
        }
    }
}
