package studio.atelier.platform.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.StartRefused;

/// The database of this server, embedded or external, migrated and with a connection pool. Thread-safe.
///
/// It starts beside everything else: [#start] returns at once, and whoever asks for a connection first
/// waits until the schema is up to date.
public final class Database implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Database.class);
    static final String OWNER_SECRET = "database-owner";
    private static final int IDLE_CONNECTIONS = 2;
    private static final Duration IDLE_CONNECTION_LIMIT = Duration.ofMinutes(1);

    private final CompletableFuture<Started> started;

    /// @param embedded null with an external database
    private record Started(@Nullable EmbeddedPostgres embedded, DatabaseAddress owner, HikariDataSource pool) {}

    private Database(CompletableFuture<Started> started) {
        this.started = started;
    }

    /// Begins to start.
    ///
    /// @param data locked by the caller
    public static Database start(DatabaseSettings settings, DataFolder data) {
        var started = new CompletableFuture<Started>();
        Thread.ofPlatform().name("database-start").daemon().start(() -> {
            try {
                started.complete(startNow(settings, data));
            } catch (RuntimeException | Error failure) {
                started.completeExceptionally(failure);
            }
        });
        return new Database(started);
    }

    /// Waits until the schema is up to date.
    ///
    /// @throws StartRefused with a sentence when the database cannot be used
    public void awaitReady() {
        ready();
    }

    /// The pool. Connections come without auto-commit and as a role that may read nothing: [Transactions]
    /// is the way in.
    public DataSource pool() {
        return new AwaitedDataSource(() -> ready().pool());
    }

    /// The database as the role that owns the schema, for what keeps a connection of its own: logical
    /// decoding, LISTEN.
    public DatabaseAddress owner() {
        return ready().owner();
    }

    /// A libpq URI of the embedded database's superuser; empty with an external one. For the operator's
    /// `run.json` only.
    public Optional<Secret> superuserUri() {
        Started now = ready();
        return now.embedded() == null
                ? Optional.empty()
                : Optional.of(new Secret(now.owner().libpqUri()));
    }

    /// Asks the database for a sign of life.
    ///
    /// @return the reason why it cannot be used, as a sentence; empty when all is well
    public Optional<String> fault() {
        if (!started.isDone()) {
            return Optional.of("The database is starting.");
        }
        try (Connection connection = ready().pool().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("select 1");
            connection.rollback();
            return Optional.empty();
        } catch (SQLException | StartRefused failure) {
            log.debug("the database gives no sign of life", failure);
            return Optional.of("The database does not answer.");
        }
    }

    /// Closes the pool, then stops the embedded server in order.
    @Override
    public void close() {
        started.handle((now, _) -> {
                    if (now != null) {
                        now.pool().close();
                        if (now.embedded() != null) {
                            now.embedded().close();
                        }
                    }
                    return null;
                })
                .join();
    }

    private Started ready() {
        try {
            return started.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof StartRefused refused) {
                throw new StartRefused(String.valueOf(refused.getMessage()), refused);
            }
            throw failure;
        }
    }

    private static Started startNow(DatabaseSettings settings, DataFolder data) {
        long begun = System.nanoTime();
        byte[] secret = data.secret(OWNER_SECRET);
        EmbeddedPostgres embedded = settings.external().isPresent()
                ? null
                : EmbeddedPostgres.start(EmbeddedPostgres.Options.durable(
                        PostgresHome.in(data, ProcessUser.current()),
                        new Secret(HexFormat.of().formatHex(secret)),
                        settings));
        try {
            DatabaseAddress owner = embedded == null ? settings.external().orElseThrow() : embedded.address();
            // Nodes that share an external database must agree on the password of the pool, and the owner's is what
            // they all know.
            Secret login = LoginRole.password(owner.password()
                    .map(password -> password.reveal().getBytes(StandardCharsets.UTF_8))
                    .orElse(secret));
            long prepared = System.nanoTime();
            prepare(owner, login, embedded != null);
            log.info(
                    "the database is ready: {}, prepare {} ms, in all {} ms",
                    embedded == null ? "external" : embedded.parts(),
                    millisSince(prepared),
                    millisSince(begun));
            return new Started(embedded, owner, pool(owner.withLogin(LoginRole.NAME, login), settings));
        } catch (RuntimeException | Error failure) {
            if (embedded != null) {
                embedded.close();
            }
            throw failure;
        }
    }

    private static void prepare(DatabaseAddress owner, Secret login, boolean embedded) {
        try (Connection connection = owner.connect("start")) {
            if (embedded) {
                DurableSettings.check(connection);
            } else {
                ExternalRights.check(connection, owner);
            }
            LoginRole.ensure(connection, login);
            Migrations.run(new OwnerConnections(owner), false);
        } catch (SQLException failure) {
            throw new StartRefused(
                    "The database " + owner + " cannot be used: " + DatabaseReason.of(failure)
                            + " Check ATELIER_DATABASE_URL and that the database is running.",
                    failure);
        }
    }

    private static long millisSince(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }

    static HikariDataSource pool(DatabaseAddress address, DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl(address.jdbcUrl());
        config.setDataSourceProperties(address.properties());
        config.addDataSourceProperty(PGProperty.APPLICATION_NAME.getName(), "atelier");
        config.addDataSourceProperty(PGProperty.OPTIONS.getName(), options(settings));
        // A server that no longer answers is noticed a little after the longest statement it may run.
        config.addDataSourceProperty(
                PGProperty.SOCKET_TIMEOUT.getName(),
                "" + (settings.statementLimit().toSeconds() + 10));
        config.addDataSourceProperty(PGProperty.TCP_KEEP_ALIVE.getName(), "true");
        // The driver would otherwise tell the database the machine's time zone.
        config.setConnectionInitSql("set time zone 'UTC'");
        config.setAutoCommit(false);
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(Math.min(IDLE_CONNECTIONS, settings.poolSize()));
        config.setIdleTimeout(IDLE_CONNECTION_LIMIT.toMillis());
        config.setConnectionTimeout(settings.acquireTimeout().toMillis());
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    private static String options(DatabaseSettings settings) {
        // Compiling a plan costs more than our short statements run, and memory in every connection.
        return "-c jit=off -c statement_timeout=" + settings.statementLimit().toMillis()
                + " -c lock_timeout=" + settings.lockLimit().toMillis()
                + " -c idle_in_transaction_session_timeout="
                + settings.idleLimit().toMillis();
    }
}
