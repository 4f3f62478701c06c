package studio.atelier.engine.providers;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.CatalogProblem;
import studio.atelier.engine.catalog.CatalogProvider;
import studio.atelier.engine.catalog.Favourites;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.catalog.Route;
import studio.atelier.engine.vault.KeyChoice;
import studio.atelier.engine.vault.KeyStatus;
import studio.atelier.engine.vault.ProviderKey;
import studio.atelier.engine.vault.Vault;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Envelope;

/// Models and providers as the caller can use them (E12).
@RestController
class CatalogResource {

    /// The whole list must not wait for one slow server; what it misses is there the next time.
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    private static final Duration PATIENCE_OF_ONE = Duration.ofSeconds(30);

    private final Catalog catalog;
    private final Providers providers;
    private final Vault vault;
    private final DiscoveredModels discovered;
    private final Favourites favourites;

    CatalogResource(
            Catalog catalog, Providers providers, Vault vault, DiscoveredModels discovered, Favourites favourites) {
        this.catalog = catalog;
        this.providers = providers;
        this.vault = vault;
        this.discovered = discovered;
        this.favourites = favourites;
    }

    /// @param routes virtual models, which may be asked for like any other
    record Models(List<ModelView> models, List<RouteView> routes) {}

    /// @param policy `fixed`, `cheapest`, `fastest` or `first_healthy`
    record RouteView(
            String id,
            String displayName,
            String description,
            String generationType,
            String policy,
            List<String> models) {

        static RouteView of(Route route) {
            return new RouteView(
                    route.id(),
                    route.displayName(),
                    route.description(),
                    route.type().word(),
                    route.policy().word(),
                    route.models());
        }
    }

    record ProviderViews(List<ProviderView> providers) {}

    record ServerKey(String last4, KeyStatus status) {}

    record ProviderView(
            String id,
            String displayName,
            boolean keyRequired,
            List<String> keyPrefixes,
            @Nullable URI baseUrlDefault,
            boolean baseUrlEditable,
            String docsUrl,
            List<String> generationTypes,
            @Nullable ServerKey serverKey,
            long ownKeys) {}

    /// @param projectId whose organisation's keys count too
    @GetMapping("/api/models")
    Envelope<Models> models(
            Actor actor, @RequestParam(name = "project_id", required = false) @Nullable UUID projectId) {
        Map<String, KeyChoice> choices = vault.choices(actor.person(), projectId);
        Map<String, Model> all = new LinkedHashMap<>();
        catalog.models().forEach(model -> all.put(model.id(), model));
        choices.forEach((provider, choice) ->
                discovered(provider, choice, PATIENCE).forEach(model -> all.putIfAbsent(model.id(), model)));
        return Envelope.of(views(List.copyOf(all.values()), choices, favourites.of(actor.person())));
    }

    /// @param refresh asks the provider anew
    /// @throws studio.atelier.platform.problem.ProblemException `catalog.provider_unknown`
    @GetMapping("/api/providers/{provider}/models")
    Envelope<Models> modelsOf(
            Actor actor,
            @PathVariable String provider,
            @RequestParam(defaultValue = "false") boolean refresh,
            @RequestParam(name = "project_id", required = false) @Nullable UUID projectId) {
        CatalogProvider known = catalog.provider(provider).orElseThrow(CatalogProblem.PROVIDER_UNKNOWN::problem);
        KeyChoice choice = vault.resolve(actor.person(), projectId, known.id());
        if (refresh) {
            keyOf(choice).ifPresent(discovered::forget);
        }
        Map<String, Model> all = new LinkedHashMap<>();
        catalog.models().stream()
                .filter(model -> model.provider().equals(known.id()))
                .forEach(model -> all.put(model.id(), model));
        discovered(known.id(), choice, PATIENCE_OF_ONE).forEach(model -> all.putIfAbsent(model.id(), model));
        return Envelope.of(views(List.copyOf(all.values()), Map.of(known.id(), choice), favourites.of(actor.person())));
    }

    @GetMapping("/api/providers")
    Envelope<ProviderViews> providers(Actor actor) {
        Map<String, Long> own =
                vault.list(actor).stream().collect(Collectors.groupingBy(ProviderKey::provider, Collectors.counting()));
        Map<String, ProviderKey> server = vault.serverKeys().stream()
                .collect(Collectors.toMap(ProviderKey::provider, Function.identity(), (first, _) -> first));
        return Envelope.of(new ProviderViews(catalog.providers().stream()
                .filter(provider -> providers.find(provider.id()).isPresent())
                .map(provider -> view(provider, server.get(provider.id()), own.getOrDefault(provider.id(), 0L)))
                .toList()));
    }

    private ProviderView view(CatalogProvider provider, @Nullable ProviderKey server, long own) {
        return new ProviderView(
                provider.id(),
                provider.displayName(),
                provider.keyRequired(),
                provider.keyPrefixes(),
                provider.baseUrl(),
                provider.baseUrlEditable(),
                provider.docsUrl(),
                catalog.types(provider.id()).stream().map(GenerationType::word).toList(),
                server == null ? null : new ServerKey(server.last4(), server.status()),
                own);
    }

    private Models views(List<Model> models, Map<String, KeyChoice> choices, Set<String> starred) {
        List<RouteView> routes = catalog.routes().stream().map(RouteView::of).toList();
        List<ModelView> views = models.stream()
                .map(model -> ModelView.of(
                        catalog,
                        model,
                        availability(model, choices.getOrDefault(model.provider(), new KeyChoice.NoKey())),
                        starred.contains(model.id())))
                .toList();
        return new Models(views, routes);
    }

    private Availability availability(Model model, KeyChoice choice) {
        Availability found =
                Availability.of(model, providers.find(model.provider()).orElse(null), choice, catalog.today());
        return providers.closed(model.provider()).map(found::closed).orElse(found);
    }

    /// Models that only the provider names, where such models can run.
    private List<Model> discovered(String provider, KeyChoice choice, Duration patience) {
        if (!catalog.discovers(provider)) {
            return List.of();
        }
        return keyOf(choice)
                .map(key -> catalog.discovered(provider, discovered.of(provider, key, patience)))
                .orElse(List.of());
    }

    private static Optional<UUID> keyOf(KeyChoice choice) {
        return choice instanceof KeyChoice.Key(var _, UUID keyId, var _) ? Optional.of(keyId) : Optional.empty();
    }
}
