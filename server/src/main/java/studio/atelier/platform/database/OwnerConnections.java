package studio.atelier.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import org.springframework.jdbc.datasource.AbstractDataSource;

/// A new connection of the schema's owner for each who asks; for the few that a migration takes.
final class OwnerConnections extends AbstractDataSource {

    private final DatabaseAddress owner;

    OwnerConnections(DatabaseAddress owner) {
        this.owner = owner;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return owner.connect("migration");
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the owner is the only login here");
    }
}
