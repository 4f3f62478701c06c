package studio.atelier.engine.providers;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.CatalogProblem;
import studio.atelier.engine.catalog.CatalogProvider;

/// The providers by name, each wrapped once with time-outs, a limit of calls at once and metrics.
/// Thread-safe. Source: E22, E23, E68, E69.
public final class Providers implements AutoCloseable {

    private final Catalog catalog;
    private final Map<String, Provider> byName = new LinkedHashMap<>();
    private final Deadlines deadlines = new Deadlines();

    /// @param adapters one per kind of API; several providers of the catalog may share one
    public Providers(Catalog catalog, List<Adapter> adapters, ProviderLimits limits, MeterRegistry metrics) {
        this.catalog = catalog;
        Map<String, Adapter> adaptersByName = new LinkedHashMap<>();
        adapters.forEach(adapter -> adaptersByName.put(adapter.name(), adapter));
        for (CatalogProvider provider : catalog.providers()) {
            Adapter adapter = adaptersByName.get(provider.adapter());
            if (adapter != null) {
                var guards = new GuardedProvider.Guards(limits, deadlines, new CallSlots(provider, limits), metrics);
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

    @Override
    public void close() {
        deadlines.close();
    }
}
