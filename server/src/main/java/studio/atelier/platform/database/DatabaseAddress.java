package studio.atelier.platform.database;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import studio.atelier.platform.settings.Secret;

/// Where a database is and who logs in.
///
/// @param hosts      `host:port`, or several of them joined by commas
/// @param parameters of the driver (`sslmode`, ...), without user and password
public record DatabaseAddress(
        String hosts, String database, String user, Optional<Secret> password, Map<String, String> parameters) {

    private static final Pattern URI = Pattern.compile(
            "postgres(?:ql)?://(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/?]*)(?:/(?<database>[^?]*))?(?:\\?(?<query>.*))?");
    private static final int DEFAULT_PORT = 5432;

    // The names under which libpq knows what the driver calls otherwise.
    private static final Map<String, String> DRIVER_NAMES = Map.of(
            "application_name", "ApplicationName",
            "connect_timeout", "connectTimeout",
            "target_session_attrs", "targetServerType");

    public DatabaseAddress {
        parameters = Map.copyOf(parameters);
    }

    /// @param url a libpq URI (`postgresql://...`) or a `jdbc:postgresql:` URL
    /// @throws IllegalArgumentException with what is wrong, as the rest of a sentence, and never with the
    ///     URL: it holds a password
    public static DatabaseAddress parse(String url) {
        return url.startsWith("jdbc:") ? parseJdbc(url) : parseUri(url);
    }

    private static DatabaseAddress parseJdbc(String url) {
        Properties parsed = Driver.parseURL(url, new Properties());
        if (parsed == null) {
            throw new IllegalArgumentException("is not a jdbc:postgresql: URL the driver understands");
        }
        Map<String, String> rest = new LinkedHashMap<>();
        parsed.stringPropertyNames().forEach(name -> rest.put(name, parsed.getProperty(name)));
        String[] hosts = taken(rest, "PGHOST").split(",", -1);
        String[] ports = taken(rest, "PGPORT").split(",", -1);
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < hosts.length; i++) {
            joined.append(i == 0 ? "" : ",").append(hosts[i]).append(':').append(ports[i]);
        }
        String user = Optional.ofNullable(rest.remove("user")).orElse("");
        Optional<Secret> password = Optional.ofNullable(rest.remove("password")).map(Secret::new);
        String database = Optional.ofNullable(rest.remove("PGDBNAME")).orElse(user);
        return complete(joined.toString(), database, user, password, rest);
    }

    private static String taken(Map<String, String> parsed, String name) {
        return Optional.ofNullable(parsed.remove(name)).orElse("");
    }

    private static DatabaseAddress parseUri(String url) {
        var match = URI.matcher(url);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "is not a database URL; it looks like postgresql://user:password@host/name");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        if (match.group("query") != null) {
            for (String pair : match.group("query").split("&", -1)) {
                String[] parts = pair.split("=", 2);
                String name = decode(parts[0]);
                parameters.put(DRIVER_NAMES.getOrDefault(name, name), parts.length == 2 ? decode(parts[1]) : "");
            }
        }
        String user = decode(Optional.ofNullable(match.group("user")).orElse(""));
        user = Optional.ofNullable(parameters.remove("user")).orElse(user);
        Optional<Secret> password = Optional.ofNullable(parameters.remove("password"))
                .or(() -> Optional.ofNullable(match.group("password")).map(DatabaseAddress::decode))
                .map(Secret::new);
        String database = decode(Optional.ofNullable(match.group("database")).orElse(""));
        return complete(match.group("hosts"), database.isEmpty() ? user : database, user, password, parameters);
    }

    private static DatabaseAddress complete(
            String hosts, String database, String user, Optional<Secret> password, Map<String, String> parameters) {
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("names no host");
        }
        if (user.isEmpty()) {
            throw new IllegalArgumentException("names no user");
        }
        String withPorts = java.util.Arrays.stream(hosts.split(",", -1))
                .map(host -> host.matches(".*:[0-9]+") ? host : host + ":" + DEFAULT_PORT)
                .collect(Collectors.joining(","));
        return new DatabaseAddress(withPorts, database, user, password, parameters);
    }

    /// The same database with another login.
    public DatabaseAddress withLogin(String login, Secret newPassword) {
        return new DatabaseAddress(hosts, database, login, Optional.of(newPassword), parameters);
    }

    /// The same server and login, another database.
    public DatabaseAddress withDatabase(String name) {
        return new DatabaseAddress(hosts, name, user, password, parameters);
    }

    /// Without user and password.
    public String jdbcUrl() {
        return "jdbc:postgresql://" + hosts + "/" + encode(database);
    }

    /// For libpq programs such as psql. Holds the password: it goes to the operator only.
    public String libpqUri() {
        String secret = password.map(value -> ":" + encode(value.reveal())).orElse("");
        return "postgresql://" + encode(user) + secret + "@" + hosts + "/" + encode(database);
    }

    /// What the driver takes beside the URL.
    public Properties properties() {
        Properties properties = new Properties();
        properties.putAll(parameters);
        PGProperty.USER.set(properties, user);
        password.ifPresent(value -> PGProperty.PASSWORD.set(properties, value.reveal()));
        return properties;
    }

    /// A connection of its own beside the pool, for what keeps one for long: LISTEN, logical decoding,
    /// migrations.
    ///
    /// @param purpose what the database shows as `application_name`
    public Connection connect(String purpose) throws SQLException {
        Properties properties = properties();
        PGProperty.APPLICATION_NAME.set(properties, "atelier " + purpose);
        return DriverManager.getConnection(jdbcUrl(), properties);
    }

    @Override
    public String toString() {
        return user + "@" + hosts + "/" + database;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
