import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// Looks in the database what became of everything.
record CrashBooks(Connection connection) implements AutoCloseable {

    /// One run at its end.
    record Row(String status, String code, long cost, long exposure, long assets, boolean open) {}

    static CrashBooks open(Path data) throws Exception {
        URI address = URI.create(JsonMapper.shared()
                .readTree(Files.readString(data.resolve("run.json")))
                .path("database_url")
                .asString());
        String[] login = address.getUserInfo().split(":", 2);
        Properties properties = new Properties();
        properties.setProperty("user", login[0]);
        properties.setProperty("password", login.length == 2 ? login[1] : "");
        return new CrashBooks(DriverManager.getConnection(
                "jdbc:postgresql://" + address.getHost() + ":" + address.getPort() + address.getPath(), properties));
    }

    long number(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /// By prompt; a prompt that has two rows is among `twice`.
    Map<String, Row> rows(Set<String> twice) throws SQLException {
        Map<String, Row> found = new LinkedHashMap<>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select g.prompt, g.status, coalesce(g.error_code, ''), coalesce(g.cost_micros, 0), r.exposure_micros,
                               (select count(*) from public.assets a where a.generation_id = g.id), r.state = 'open',
                               coalesce(g.result ->> 'content', '') <> ''
                        from public.generations g
                        join atelier.generation_runs r on r.generation_id = g.id
                        where g.prompt like 'job %'
                        """)) {
            while (rows.next()) {
                long delivered = Math.max(rows.getLong(6), rows.getBoolean(8) ? 1 : 0);
                Row row = new Row(
                        rows.getString(2), rows.getString(3), rows.getLong(4), rows.getLong(5), delivered, rows.getBoolean(7));
                if (found.put(rows.getString(1), row) != null) {
                    twice.add(rows.getString(1));
                }
            }
        }
        return found;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
