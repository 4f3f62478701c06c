package studio.atelier.platform.database;

import java.time.Duration;
import java.util.Optional;
import studio.atelier.platform.settings.SettingsReader;

/// @param external        an own database instead of the embedded one
/// @param port            loopback port of the embedded database; 0 takes a free one
/// @param poolSize        most connections of this server, 2 to 100
/// @param acquireTimeout  how long a request waits for a connection before it is told that the database is
///     busy
/// @param statementLimit  longest a statement may run
/// @param lockLimit       longest a statement may wait for a lock
/// @param idleLimit       longest a transaction may sit idle
/// @param startLimit      longest the database may take to start, recovery after a crash included
/// @param slotWalMegabytes most write-ahead log kept for a change feed that does not keep up
public record DatabaseSettings(
        Optional<DatabaseAddress> external,
        int port,
        int poolSize,
        Duration acquireTimeout,
        Duration statementLimit,
        Duration lockLimit,
        Duration idleLimit,
        Duration startLimit,
        int slotWalMegabytes) {

    public static DatabaseSettings read(SettingsReader settings) {
        Optional<DatabaseAddress> external = settings.secret(
                        "ATELIER_DATABASE_URL",
                        "An own PostgreSQL 15+ instead of the embedded one: a libpq URI or a jdbc: URL of a role with"
                                + " CREATEROLE and REPLICATION.")
                .flatMap(url -> {
                    try {
                        return Optional.of(DatabaseAddress.parse(url.reveal()));
                    } catch (IllegalArgumentException fault) {
                        return settings.fault("ATELIER_DATABASE_URL", String.valueOf(fault.getMessage()));
                    }
                });
        return new DatabaseSettings(
                external,
                (int) settings.whole(
                        "ATELIER_DATABASE_PORT",
                        0,
                        0,
                        65_535,
                        "Loopback port of the embedded database; 0 takes a free one."),
                (int) settings.whole(
                        "ATELIER_DATABASE_POOL",
                        16,
                        2,
                        100,
                        "Most connections to the database that this server opens."),
                settings.duration(
                        "ATELIER_DATABASE_ACQUIRE_TIMEOUT",
                        Duration.ofSeconds(10),
                        Duration.ofMillis(250),
                        Duration.ofMinutes(1),
                        "How long a request waits for a connection before it is answered 503."),
                settings.duration(
                        "ATELIER_DATABASE_STATEMENT_TIMEOUT",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofHours(1),
                        "Longest a single statement may run."),
                settings.duration(
                        "ATELIER_DATABASE_LOCK_TIMEOUT",
                        Duration.ofSeconds(10),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(10),
                        "Longest a statement waits for a lock."),
                settings.duration(
                        "ATELIER_DATABASE_IDLE_TIMEOUT",
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(1),
                        Duration.ofHours(1),
                        "Longest an open transaction may sit idle before the database ends it."),
                settings.duration(
                        "ATELIER_DATABASE_START_TIMEOUT",
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(5),
                        Duration.ofHours(2),
                        "Longest the database may take to start, recovery after a crash included."),
                (int) settings.whole(
                        "ATELIER_DATABASE_SLOT_WAL_MB",
                        1024,
                        64,
                        1_048_576,
                        "Most megabytes of write-ahead log kept for a change feed that does not keep up."));
    }
}
