package studio.atelier.engine.providers;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.database.Transactions;

/// Circuits that any node opened, as every node knows them within two seconds: an overloaded provider is left alone
/// by all after it failed one. Without the database each node goes by what it sees itself. Thread-safe.
final class OpenCircuits {

    private static final Logger log = LoggerFactory.getLogger(OpenCircuits.class);
    private static final Duration KEPT = Duration.ofSeconds(2);
    private static final String ALL = "all";

    /// More than stand here at once are known to their own nodes only.
    private static final int CIRCUITS_MAX = 1_000;

    private final Transactions transactions;
    private final Clock clock;
    private final LoadingCache<String, Map<Place, Instant>> open;

    OpenCircuits(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
        this.open = Caffeine.newBuilder().expireAfterWrite(KEPT).build(_ -> read());
    }

    private record Place(
            String provider, String model, @Nullable UUID keyId) {}

    boolean isOpen(String provider, String model, @Nullable UUID keyId) {
        Map<Place, Instant> all = open.get(ALL);
        Instant until = all.isEmpty() ? null : all.get(new Place(provider, model, keyId));
        return until != null && until.isAfter(clock.instant());
    }

    /// @param wait until calls are tried again
    void opened(String provider, String model, @Nullable UUID keyId, Duration wait) {
        try {
            transactions.asSystem("open circuit", tx -> {
                tx.sql("delete from atelier.open_circuits where open_until < now()")
                        .update();
                return tx.sql("""
                                insert into atelier.open_circuits (provider, model, key_id, open_until)
                                values (:provider, :model, :key, :until)
                                on conflict on constraint one_per_circuit do update set open_until = excluded.open_until
                                """)
                        .param("provider", provider)
                        .param("model", model)
                        .param("key", keyId)
                        .param("until", clock.instant().plus(wait).atOffset(ZoneOffset.UTC))
                        .update();
            });
        } catch (RuntimeException away) {
            log.warn("an open circuit of {} was not told to the other nodes", provider, away);
        }
    }

    /// Looks again at the next question.
    void forget() {
        open.invalidateAll();
    }

    private Map<Place, Instant> read() {
        Map<Place, Instant> all = new HashMap<>();
        try {
            transactions.asSystem(
                    "open circuits",
                    tx -> tx.sql("""
                            select provider, model, key_id, open_until
                            from atelier.open_circuits
                            where open_until > now()
                            limit :max
                            """)
                            .param("max", CIRCUITS_MAX)
                            .query((row, _) -> all.put(
                                    new Place(
                                            row.getString("provider"),
                                            row.getString("model"),
                                            row.getObject("key_id", UUID.class)),
                                    row.getObject("open_until", OffsetDateTime.class)
                                            .toInstant()))
                            .list());
        } catch (RuntimeException away) {
            log.warn("what circuits other nodes opened is not known", away);
        }
        return all;
    }
}
