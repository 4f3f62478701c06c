package studio.atelier.engine.generation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.limits.Rate;
import studio.atelier.platform.limits.Tiers;

/// How often people of a tier may ask and start generations. A person's own tier replaces what holds for
/// everybody, upwards and downwards; tiers of the organisations a person is in only raise it, so that nobody is
/// slowed down by joining one. Thread-safe. Source: A56; acceptance, "rate limits".
final class TierRates implements Tiers {

    /// The signal that tiers have changed.
    static final String SIGNAL = "tiers";

    /// Names of the limits that tiers change.
    static final String REQUESTS = "requests";

    static final String GENERATIONS = "generations";

    private static final Logger log = LoggerFactory.getLogger(TierRates.class);

    /// A membership that changes is noticed within this time; a change of tiers at once.
    private static final Duration KEPT = Duration.ofSeconds(30);

    private static final int KEPT_MAX = 20_000;

    private final Transactions transactions;
    private final Cache<UUID, List<Held>> held =
            Caffeine.newBuilder().maximumSize(KEPT_MAX).expireAfterWrite(KEPT).build();

    TierRates(Transactions transactions) {
        this.transactions = transactions;
    }

    /// @param own         given to the person, not to an organisation
    /// @param requests    null: as for everybody
    /// @param generations null: as for everybody
    private record Held(
            boolean own, @Nullable Rate requests, @Nullable Rate generations) {

        private Optional<Rate> rate(String limit) {
            return switch (limit) {
                case REQUESTS -> Optional.ofNullable(requests);
                case GENERATIONS -> Optional.ofNullable(generations);
                default -> Optional.empty();
            };
        }
    }

    @Override
    public Rate rate(UUID person, String limit, Rate initial) {
        List<Held> tiers = of(person);
        Optional<Held> own = tiers.stream().filter(Held::own).findFirst();
        if (own.isPresent()) {
            return own.get().rate(limit).orElse(initial);
        }
        return Stream.concat(Stream.of(initial), tiers.stream().flatMap(each -> each.rate(limit).stream()))
                .max(Comparator.comparingLong(Rate::refill))
                .orElse(initial);
    }

    /// Every tier is looked up anew.
    void forget() {
        held.invalidateAll();
    }

    private List<Held> of(UUID person) {
        try {
            return held.get(person, this::read);
        } catch (RuntimeException failure) {
            log.debug("tiers could not be read; what holds for everybody holds", failure);
            return List.of();
        }
    }

    private List<Held> read(UUID person) {
        return transactions.asSystem(
                "tiers of a person",
                tx -> tx.sql("""
                        select t.requests_per_minute, t.requests_burst, t.generations_per_minute, true as own
                        from atelier.queue_people p
                        join atelier.queue_tiers t on t.name = p.tier
                        where p.user_id = :user
                        union all
                        select t.requests_per_minute, t.requests_burst, t.generations_per_minute, false
                        from public.memberships m
                        join atelier.tier_organisations o on o.org_id = m.org_id
                        join atelier.queue_tiers t on t.name = o.tier
                        where m.user_id = :user
                        """)
                        .param("user", person)
                        .query((row, _) -> held(row))
                        .list());
    }

    private static Held held(ResultSet row) throws SQLException {
        Long requests = row.getObject("requests_per_minute", Long.class);
        Long burst = row.getObject("requests_burst", Long.class);
        Long generations = row.getObject("generations_per_minute", Long.class);
        return new Held(
                row.getBoolean("own"),
                requests == null ? null : Rate.perMinute(requests, burst == null ? requests : burst),
                generations == null ? null : Rate.perMinute(generations));
    }
}
