package studio.atelier.engine.catalog;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The models people can choose. Read once at start from the files of the jar and of the operator; the
/// ceilings of models without a price come from the database at each look-up that needs one. Thread-safe.
public final class Catalog {

    /// From when on the end of a model is told.
    private static final int WARNED_DAYS = 90;

    private final Map<String, CatalogProvider> providers;
    private final Map<String, String> aliases;
    private final Map<String, Model> models;
    private final Map<String, Model> templates;
    private final Map<String, TurnedOff> turnedOff;
    private final Map<String, Route> routes;
    private final OtherNames otherNames;
    private final Ceiling.Source ceilings;
    private final Clock clock;

    /// A model that an operator's faulty file turned off.
    ///
    /// @param file   relative to the catalog folder
    /// @param reason what to mend
    public record TurnedOff(String id, String file, String reason) {}

    Catalog(CatalogFiles.Content content, Ceiling.Source ceilings, Clock clock) {
        this.providers = byKey(content.providers(), CatalogProvider::id);
        this.aliases = content.aliases();
        this.models = byKey(content.models(), Model::id);
        this.templates = byKey(content.templates(), template -> template.provider() + " " + template.type());
        this.turnedOff = byKey(content.turnedOff(), TurnedOff::id);
        this.routes = byKey(content.routes(), Route::id);
        this.otherNames = new OtherNames(content.otherNames().stream()
                .filter(alias -> models.containsKey(alias.model()))
                .toList());
        this.ceilings = ceilings;
        this.clock = clock;
    }

    /// @param operatorFolder files that add and override; need not exist
    /// @throws IllegalStateException when a bundled file has a fault
    public static Catalog load(Path operatorFolder, Ceiling.Source ceilings, Clock clock) {
        return new Catalog(CatalogFiles.read(operatorFolder), ceilings, clock);
    }

    private static <T> Map<String, T> byKey(List<T> items, Function<T, String> key) {
        return items.stream().collect(Collectors.toMap(key, item -> item, (first, _) -> first, LinkedHashMap::new));
    }

    /// All models of files and all discovered ones with a ceiling, retired ones and those without a price
    /// included; in the order of providers and names.
    public List<Model> models() {
        Map<String, Ceiling> capped = ceilings.get();
        List<Model> all = new ArrayList<>(models.values().stream()
                .map(model -> capped(model, capped.get(model.id())))
                .toList());
        capped.forEach((id, ceiling) -> {
            if (!models.containsKey(id) && !turnedOff.containsKey(id)) {
                fromTemplate(id, ceiling.type(), ceiling).ifPresent(all::add);
            }
        });
        return List.copyOf(all);
    }

    /// A model by full id.
    public Optional<Model> model(String id) {
        return find(null, id) instanceof ModelLookup.Found(Model model)
                        && model.id().equals(id)
                ? Optional.of(model)
                : Optional.empty();
    }

    /// What a name stands for. Aliases of providers are understood.
    ///
    /// @param provider null when `model` may carry it: `provider/model`, or the bare id where that is
    ///     unambiguous
    public ModelLookup find(@Nullable String provider, String model) {
        Named named = named(provider, model);
        if (named.provider() == null) {
            return bare(named.model());
        }
        return providers.containsKey(named.provider())
                ? ofProvider(named.provider(), named.model())
                : new ModelLookup.Unknown();
    }

    /// A name in its two parts.
    ///
    /// @param provider canonical name; null for a bare name
    private record Named(@Nullable String provider, String model) {}

    private Named named(@Nullable String provider, String model) {
        if (provider != null && !provider.isBlank()) {
            String canonical = canonical(provider);
            return new Named(canonical, withoutProvider(canonical, model));
        }
        int slash = model.indexOf('/');
        return slash > 0
                ? provider(model.substring(0, slash))
                        .map(found -> new Named(found.id(), model.substring(slash + 1)))
                        .orElseGet(() -> new Named(null, model))
                : new Named(null, model);
    }

    /// The model that a request names and that may run today.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException `catalog.model_unknown`,
    ///     `catalog.model_ambiguous`, `catalog.turned_off`, `catalog.retired`, `catalog.price_unknown`
    public Model runnable(@Nullable String provider, String model) {
        String named = provider == null || provider.isBlank() ? model : provider + "/" + model;
        Model found = switch (find(provider, model)) {
            case ModelLookup.Found(Model known) -> known;
            case ModelLookup.Ambiguous(List<String> choices) ->
                throw CatalogProblem.MODEL_AMBIGUOUS.problem(
                        "\"" + named + "\" may be " + String.join(" or ", choices) + ". Use one of these ids.");
            case ModelLookup.TurnedOff(String id, String _) ->
                throw CatalogProblem.TURNED_OFF.problem(id
                        + " is turned off because its file in the data folder has a fault. Ask the operator to"
                        + " mend it, or choose another model.");
            case ModelLookup.Unknown() ->
                throw CatalogProblem.MODEL_UNKNOWN.problem(
                        "There is no model \"" + named + "\". Choose one from GET /api/models.");
        };
        if (found.retired(today())) {
            throw CatalogProblem.RETIRED.problem(
                    found.id() + " was ended by its provider on " + found.retiresAt() + ". Choose another model.");
        }
        if (!found.price().known()) {
            throw CatalogProblem.PRICE_UNKNOWN.problem(CatalogProblem.priceUnknown(found.id()));
        }
        return found;
    }

    /// How a model is called. Reads no database, so adapters may ask at each call.
    ///
    /// @param provider canonical name
    /// @param type     decides where no file describes the model
    public Wire wire(String provider, String model, GenerationType type) {
        Model known = models.get(provider + "/" + model);
        Model template = known == null ? templates.get(provider + " " + type) : known;
        return template == null
                ? new Wire(type == GenerationType.IMAGE ? "images" : "chat", Map.of())
                : template.wire();
    }

    /// Whether models of this provider are found by asking it, and run although no file describes them.
    ///
    /// @param provider canonical name
    public boolean discovers(String provider) {
        return templates.keySet().stream().anyMatch(key -> key.startsWith(provider + " "));
    }

    /// What the models of a provider make.
    ///
    /// @param provider canonical name
    public List<GenerationType> types(String provider) {
        return java.util.stream.Stream.concat(models.values().stream(), templates.values().stream())
                .filter(model -> model.provider().equals(provider))
                .map(Model::type)
                .distinct()
                .sorted()
                .toList();
    }

    /// Providers in the order of their names.
    public List<CatalogProvider> providers() {
        return List.copyOf(providers.values());
    }

    /// @param name canonical or an alias, in any case
    public Optional<CatalogProvider> provider(String name) {
        return Optional.ofNullable(providers.get(canonical(name)));
    }

    /// The one name of a provider; a name nobody knows is returned in lower case.
    public String canonical(String name) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        return aliases.getOrDefault(lower, lower);
    }

    /// What operators' faulty files turned off.
    public List<TurnedOff> turnedOff() {
        return List.copyOf(turnedOff.values());
    }

    /// The day that decides whether a model is gone.
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /// The alias by which a name stands for a model; empty where it is the model's own name.
    ///
    /// @param provider as in [#find]
    public Optional<Alias> alias(@Nullable String provider, String model) {
        if (!(find(provider, model) instanceof ModelLookup.Found(Model found))) {
            return Optional.empty();
        }
        Named named = named(provider, model);
        return otherNames
                .find(named.provider(), named.model())
                .filter(alias ->
                        alias.model().equals(found.id()) && !found.model().equals(alias.name()));
    }

    /// Other names of a model, for lists.
    ///
    /// @param id full id
    public List<String> aliasesOf(String id) {
        return otherNames.of(id);
    }

    /// What somebody who asks for this name should know: that another model answers, or that it ends soon.
    ///
    /// @param provider as in [#find]
    public Optional<String> warning(@Nullable String provider, String model) {
        LocalDate today = today();
        Optional<String> alias = alias(provider, model).map(each -> each.sentence(today));
        return alias.isPresent() || !(find(provider, model) instanceof ModelLookup.Found(Model found))
                ? alias
                : warning(found);
    }

    /// That a model ends within 90 days.
    public Optional<String> warning(Model model) {
        LocalDate ends = model.retiresAt();
        return ends == null || model.retired(today()) || ends.isAfter(today().plusDays(WARNED_DAYS))
                ? Optional.empty()
                : Optional.of(model.id() + " is ended by its provider on " + ends + "; choose another model before.");
    }

    /// Virtual models, in order.
    public List<Route> routes() {
        return List.copyOf(routes.values());
    }

    /// The virtual model a request names.
    public Optional<Route> route(@Nullable String provider, String model) {
        return Optional.ofNullable(routes.get(provider == null || provider.isBlank() ? model : provider + "/" + model));
    }

    /// Chooses for virtual models.
    public Routing routing() {
        return new Routing(this);
    }

    private Model target(Alias alias) {
        Model model = java.util.Objects.requireNonNull(models.get(alias.model()), "aliases of others are left out");
        return model.price().known() ? model : capped(model, ceilings.get().get(model.id()));
    }

    private static String withoutProvider(String provider, String model) {
        return model.startsWith(provider + "/") ? model.substring(provider.length() + 1) : model;
    }

    private ModelLookup ofProvider(String provider, String model) {
        String id = provider + "/" + model;
        TurnedOff off = turnedOff.get(id);
        if (off != null) {
            return new ModelLookup.TurnedOff(id, off.reason());
        }
        Model listed = models.get(id);
        Optional<Alias> alias = otherNames.find(provider, model);
        if (alias.isPresent() && (listed == null || listed.retired(today()))) {
            return new ModelLookup.Found(target(alias.get()));
        }
        if (listed != null) {
            return new ModelLookup.Found(
                    listed.price().known()
                            ? listed
                            : capped(listed, ceilings.get().get(id)));
        }
        return discovered(id, ceilings.get())
                .<ModelLookup>map(ModelLookup.Found::new)
                .orElseGet(ModelLookup.Unknown::new);
    }

    private ModelLookup bare(String model) {
        List<Model> candidates =
                models().stream().filter(each -> each.model().equals(model)).toList();
        Optional<Alias> alias = otherNames.find(null, model);
        if (alias.isPresent() && candidates.stream().allMatch(each -> each.retired(today()))) {
            return new ModelLookup.Found(target(alias.get()));
        }
        return switch (candidates.size()) {
            case 0 ->
                turnedOff.values().stream()
                        .filter(off -> off.id().endsWith("/" + model))
                        .findFirst()
                        .<ModelLookup>map(off -> new ModelLookup.TurnedOff(off.id(), off.reason()))
                        .orElseGet(ModelLookup.Unknown::new);
            case 1 -> new ModelLookup.Found(candidates.getFirst());
            default ->
                new ModelLookup.Ambiguous(candidates.stream().map(Model::id).toList());
        };
    }

    /// Models as a provider names them, those included that no file describes. Asks for the ceilings once.
    ///
    /// @param provider canonical name
    /// @param models   ids on the wire
    public List<Model> discovered(String provider, List<String> models) {
        Map<String, Ceiling> capped = ceilings.get();
        return models.stream()
                .filter(model -> !turnedOff.containsKey(provider + "/" + model))
                .flatMap(model -> Optional.ofNullable(this.models.get(provider + "/" + model))
                        .map(known -> capped(known, capped.get(known.id())))
                        .or(() -> discovered(provider + "/" + model, capped))
                        .stream())
                .toList();
    }

    private Optional<Model> discovered(String id, Map<String, Ceiling> capped) {
        if (!discovers(id.substring(0, id.indexOf('/')))) {
            return Optional.empty();
        }
        Ceiling ceiling = capped.get(id);
        return fromTemplate(id, ceiling == null ? guessed(id) : ceiling.type(), ceiling);
    }

    /// What a model makes that no file describes: the one thing its provider makes, or what its name says.
    private GenerationType guessed(String id) {
        String prefix = id.substring(0, id.indexOf('/')) + " ";
        List<GenerationType> made = templates.entrySet().stream()
                .filter(each -> each.getKey().startsWith(prefix))
                .map(each -> each.getValue().type())
                .toList();
        return made.size() == 1 ? made.getFirst() : DiscoveredType.of(id);
    }

    private Optional<Model> fromTemplate(String id, GenerationType type, @Nullable Ceiling ceiling) {
        int slash = id.indexOf('/');
        String model = id.substring(slash + 1);
        return Optional.ofNullable(templates.get(id.substring(0, slash) + " " + type))
                .filter(_ -> !model.isBlank() && model.length() <= 200)
                .map(template -> capped(template.named(model), ceiling));
    }

    private static Model capped(Model model, @Nullable Ceiling ceiling) {
        return model.price().known() || ceiling == null
                ? model
                : model.priced(PriceSheet.ceiling(model.id(), ceiling.amount()));
    }
}
