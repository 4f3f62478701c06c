package studio.atelier.engine.providers;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.CatalogProblem;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.vault.KeyChoice;
import studio.atelier.engine.vault.VaultProblem;
import studio.atelier.platform.problem.ProblemCode;

/// Whether a caller can run a model now, and whose key pays.
///
/// @param code    null when it runs
/// @param reason  a sentence that says what to do
/// @param keyName null where no key is used
record Availability(
        @Nullable String code,
        @Nullable String reason,
        @Nullable String keySource,
        @Nullable String keyName) {

    /// Its models are run by GPU workers, which need no adapter and no key.
    private static final String WORKERS = "workers";

    /// @param provider null when no adapter speaks to it
    static Availability of(Model model, @Nullable Provider provider, KeyChoice choice, LocalDate today) {
        boolean worked = model.provider().equals(WORKERS);
        if (provider == null && !worked) {
            return new Availability(
                    "provider.disabled", "This server has no adapter for " + model.provider() + ".", null, null);
        }
        Availability usable = provider == null
                ? new Availability(null, null, model.priceLabel().unit().equals("free") ? "free" : "server", null)
                : provider.traits().keyRequired() ? of(choice) : new Availability(null, null, "free", null);
        if (model.retired(today)) {
            return usable.refused(CatalogProblem.RETIRED);
        }
        return model.price().known() ? usable : usable.refused(CatalogProblem.PRICE_UNKNOWN);
    }

    /// The same while the provider is closed.
    Availability closed(Maintenance.Closed closed) {
        return new Availability(
                ProvidersProblem.MAINTENANCE.code(), "Closed for maintenance: " + closed.why(), keySource, keyName);
    }

    private static Availability of(KeyChoice choice) {
        return switch (choice) {
            case KeyChoice.Key(KeyChoice.Source source, var _, String name) ->
                new Availability(null, null, source.word(), name);
            case KeyChoice.Rejected _ -> NO_KEY.refused(VaultProblem.KEY_INVALID);
            case KeyChoice.NoKey() -> NO_KEY.refused(VaultProblem.NO_KEY);
        };
    }

    private static final Availability NO_KEY = new Availability(null, null, null, null);

    private Availability refused(ProblemCode problem) {
        return new Availability(problem.code(), problem.action(), keySource, keyName);
    }
}
