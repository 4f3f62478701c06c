package studio.atelier.engine.providers;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.CatalogProblem;
import studio.atelier.engine.catalog.CatalogProvider;
import studio.atelier.engine.catalog.Routing;
import studio.atelier.engine.vault.KeyChoice;

/// The providers by name, each wrapped once with time-outs, a limit of calls at once and metrics.
/// Thread-safe. Source: E22, E23, E68, E69.
public final class Providers implements AutoCloseable {

    private final Catalog catalog;
    private final Map<String, Provider> byName = new LinkedHashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private final Map<String, Watched> watched = new LinkedHashMap<>();
    private final @Nullable Maintenance maintenance;

    /// What is known about one provider beside its port.
    private record Watched(String displayName, Circuits circuits, RecentCalls recent) {}

    /// @param adapters one per kind of API; several providers of the catalog may share one
    public Providers(Catalog catalog, List<Adapter> adapters, ProviderLimits limits, MeterRegistry metrics) {
        this(catalog, adapters, limits, metrics, null, null);
    }

    /// @param maintenance null where nobody can close anything
    /// @param open        null where this node is alone
    Providers(
            Catalog catalog,
            List<Adapter> adapters,
            ProviderLimits limits,
            MeterRegistry metrics,
            @Nullable Maintenance maintenance,
            @Nullable OpenCircuits open) {
        this.catalog = catalog;
        this.maintenance = maintenance;
        Map<String, Adapter> adaptersByName = new LinkedHashMap<>();
        adapters.forEach(adapter -> adaptersByName.put(adapter.name(), adapter));
        for (CatalogProvider provider : catalog.providers()) {
            Adapter adapter = adaptersByName.get(provider.adapter());
            if (adapter != null) {
                var seen = new Watched(
                        provider.displayName(),
                        new Circuits(limits, provider.id(), open),
                        new RecentCalls(Clock.systemUTC()));
                watched.put(provider.id(), seen);
                var guards = new GuardedProvider.Guards(
                        limits, deadlines, new CallSlots(provider, limits), seen.circuits(), seen.recent(), metrics);
                byName.put(
                        provider.id(),
                        new GuardedProvider(provider, adapter.make().apply(provider), guards));
            }
        }
    }

    /// @param name canonical or an alias
    /// @throws studio.atelier.platform.problem.ProblemException `catalog.provider_unknown`
    public Provider get(String name) {
        return find(name)
                .orElseThrow(() -> CatalogProblem.PROVIDER_UNKNOWN.problem(
                        "There is no provider named \"" + name + "\". Choose one from GET /api/providers."));
    }

    /// @param name canonical or an alias
    public Optional<Provider> find(String name) {
        return Optional.ofNullable(byName.get(catalog.canonical(name)));
    }

    /// Canonical names of the providers that can be called, in order.
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /// Before a run is accepted.
    ///
    /// @param provider canonical name
    /// @throws studio.atelier.platform.problem.ProblemException `provider.maintenance`
    public void requireOpen(String provider) {
        if (maintenance != null) {
            maintenance.requireOpen(provider);
        }
    }

    /// Canonical names of the providers whose waiting runs are to go on waiting; `*` for all.
    public List<String> closed() {
        return maintenance == null
                ? List.of()
                : maintenance.all().stream()
                        .map(each -> each.provider().equals(Maintenance.SERVER) ? "*" : each.provider())
                        .toList();
    }

    Optional<Maintenance.Closed> closed(String provider) {
        return maintenance == null ? Optional.empty() : maintenance.of(provider);
    }

    /// What routing asks about models.
    ///
    /// @param choices of the person, by provider
    public Routing.Conditions conditions(Map<String, KeyChoice> choices) {
        return new ModelConditions(this, Map.copyOf(choices));
    }

    boolean circuitOpen(String provider, String model, @Nullable UUID keyId) {
        Watched seen = watched.get(provider);
        return seen != null && seen.circuits().open(model, keyId);
    }

    OptionalLong medianMillis(String provider, String model) {
        Watched seen = watched.get(provider);
        return seen == null ? OptionalLong.empty() : seen.recent().medianMillis(model);
    }

    /// By name of the provider.
    List<ProviderHealth> health() {
        return watched.entrySet().stream()
                .map(each -> new ProviderHealth(
                        each.getKey(),
                        each.getValue().displayName(),
                        each.getValue().recent().summary(),
                        each.getValue().circuits().broken(),
                        closed(each.getKey()).orElse(null)))
                .toList();
    }

    @Override
    public void close() {
        deadlines.close();
    }
}
