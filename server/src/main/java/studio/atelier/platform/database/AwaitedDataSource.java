package studio.atelier.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/// Connections of a data source that may still be on its way.
final class AwaitedDataSource extends AbstractDataSource {

    private final Supplier<DataSource> source;

    /// @param source blocks until there is one
    AwaitedDataSource(Supplier<DataSource> source) {
        this.source = source;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return source.get().getConnection();
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return source.get().getConnection(username, password);
    }
}
