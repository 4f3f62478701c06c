package studio.atelier.engine.providers;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.CatalogProblem;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.Problem;

/// What administrators closed for a while. Every node notices a change within two seconds. Thread-safe.
public final class Maintenance {

    /// Stands for all providers.
    static final String SERVER = "server";

    private static final String EVERYTHING = "*";
    private static final Duration KEPT = Duration.ofSeconds(2);
    private static final int REASON_LENGTH_MAX = 500;
    private static final Duration LENGTH_MAX = Duration.ofDays(30);

    private final Transactions transactions;
    private final Catalog catalog;
    private final Audit audit;
    private final Clock clock;
    private final LoadingCache<String, Map<String, Closed>> closed;

    Maintenance(Transactions transactions, Catalog catalog, Audit audit, Clock clock) {
        this.transactions = transactions;
        this.catalog = catalog;
        this.audit = audit;
        this.clock = clock;
        this.closed = Caffeine.newBuilder().expireAfterWrite(KEPT).build(_ -> read());
    }

    /// One switch that is on.
    ///
    /// @param provider canonical name, or `server`
    /// @param endsAt   null when nobody knows
    public record Closed(
            String provider, String reason, @Nullable Instant endsAt, Instant since) {

        /// The reason and, where it is known, the end, as whole sentences.
        String why() {
            String sentence = reason.matches("(?s).*[.!?]") ? reason : reason + ".";
            return endsAt == null ? sentence : sentence + " It ends at " + endsAt + ".";
        }
    }

    /// Why a provider takes no new runs; empty when it does.
    ///
    /// @param provider canonical name
    public Optional<Closed> of(String provider) {
        Map<String, Closed> all = closed.get("all");
        return Stream.of(SERVER, provider)
                .flatMap(name -> Optional.ofNullable(all.get(name)).stream())
                .filter(this::on)
                .findFirst();
    }

    /// @throws studio.atelier.platform.problem.ProblemException `provider.maintenance`, with `ends_at`
    ///     where that is known
    public void requireOpen(String provider) {
        of(provider).ifPresent(found -> {
            String whose = found.provider().equals(SERVER) ? "This server" : provider;
            Problem problem = Problem.of(
                            ProvidersProblem.MAINTENANCE,
                            whose + " is closed for maintenance: " + found.why() + " "
                                    + ProvidersProblem.MAINTENANCE.action())
                    .with("provider", found.provider())
                    .with("charged", false);
            Instant ends = found.endsAt();
            throw (ends == null ? problem : problem.with("ends_at", ends.toString())).exception();
        });
    }

    /// All that are on, by provider; `server` stands for all.
    public List<Closed> all() {
        return closed.get("all").values().stream().filter(this::on).toList();
    }

    /// @param endsAt null when nobody knows
    /// @throws studio.atelier.platform.problem.ProblemException `provider.maintenance_invalid`,
    ///     `catalog.provider_unknown`
    Closed close(Admin admin, String provider, @Nullable String reason, @Nullable Instant endsAt) {
        String name = named(provider);
        Faults faults = new Faults();
        String why = faults.required("/reason", reason, REASON_LENGTH_MAX).trim();
        Instant now = clock.instant();
        if (endsAt != null && (!endsAt.isAfter(now) || endsAt.isAfter(now.plus(LENGTH_MAX)))) {
            faults.add(
                    "/ends_at", "out_of_range", "A time from now on, at most " + LENGTH_MAX.toDays() + " days away.");
        }
        faults.check(ProvidersProblem.MAINTENANCE_INVALID);
        transactions.asUser(admin.actor(), tx -> {
            write(tx.asSystem("maintenance"), name, why, endsAt);
            Map<String, Object> detail = new HashMap<>(Map.of("reason", why));
            detail.put("ends_at", String.valueOf(endsAt));
            audit.record(tx, admin.actor(), "provider.maintenance_began", "provider " + name, detail);
            return null;
        });
        closed.invalidateAll();
        return new Closed(name, why, endsAt, now);
    }

    /// Does nothing where it is open.
    void open(Admin admin, String provider) {
        String name = named(provider);
        transactions.asUser(admin.actor(), tx -> {
            int rows = tx.asSystem("maintenance")
                    .sql("delete from atelier.maintenance where provider = :provider")
                    .param("provider", row(name))
                    .update();
            if (rows > 0) {
                audit.record(tx, admin.actor(), "provider.maintenance_ended", "provider " + name, Map.of());
            }
            return null;
        });
        closed.invalidateAll();
    }

    private String named(String provider) {
        if (provider.equals(SERVER)) {
            return SERVER;
        }
        return catalog.provider(provider)
                .orElseThrow(CatalogProblem.PROVIDER_UNKNOWN::problem)
                .id();
    }

    private boolean on(Closed found) {
        return found.endsAt() == null || found.endsAt().isAfter(clock.instant());
    }

    private static String row(String name) {
        return name.equals(SERVER) ? EVERYTHING : name;
    }

    private static void write(Tx tx, String name, String reason, @Nullable Instant endsAt) {
        tx.sql("""
                        insert into atelier.maintenance (provider, reason, ends_at)
                        values (:provider, :reason, cast(:ends as timestamptz))
                        on conflict (provider) do update
                        set reason = excluded.reason, ends_at = excluded.ends_at
                        """)
                .param("provider", row(name))
                .param("reason", reason)
                .param("ends", endsAt == null ? null : endsAt.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    private Map<String, Closed> read() {
        Map<String, Closed> all = new LinkedHashMap<>();
        transactions
                .asSystem(
                        "maintenance",
                        tx -> tx.sql(
                                        "select provider, reason, ends_at, created_at from atelier.maintenance order by provider")
                                .query((row, _) -> {
                                    String provider = row.getString("provider");
                                    OffsetDateTime ends = row.getObject("ends_at", OffsetDateTime.class);
                                    return new Closed(
                                            provider.equals(EVERYTHING) ? SERVER : provider,
                                            row.getString("reason"),
                                            ends == null ? null : ends.toInstant(),
                                            row.getObject("created_at", OffsetDateTime.class)
                                                    .toInstant());
                                })
                                .list())
                .forEach(each -> all.put(each.provider(), each));
        return all;
    }
}
