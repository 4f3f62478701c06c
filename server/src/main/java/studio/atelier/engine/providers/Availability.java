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
/// @param code   null when it runs
/// @param reason a sentence that says what to do
record Availability(
        @Nullable String code,
        @Nullable String reason,
        @Nullable String keySource) {

    /// Its models are run by GPU workers, which need no adapter and no key.
    private static final String WORKERS = "workers";

    /// @param provider null when no adapter speaks to it
    static Availability of(Model model, @Nullable Provider provider, KeyChoice choice, LocalDate today) {
        boolean worked = model.provider().equals(WORKERS);
        if (provider == null && !worked) {
            return new Availability(
                    "provider.disabled", "This server has no adapter for " + model.provider() + ".", null);
        }
        String keySource = provider == null
                ? model.priceLabel().unit().equals("free") ? "free" : "server"
                : provider.traits().keyRequired() ? keySource(choice) : "free";
        if (model.retired(today)) {
            return refused(CatalogProblem.RETIRED, keySource);
        }
        if (!model.price().known()) {
            return refused(CatalogProblem.PRICE_UNKNOWN, keySource);
        }
        if (keySource == null) {
            return choice instanceof KeyChoice.NoKey(boolean rejected) && rejected
                    ? refused(VaultProblem.KEY_INVALID, null)
                    : refused(VaultProblem.NO_KEY, null);
        }
        return new Availability(null, null, keySource);
    }

    private static Availability refused(ProblemCode code, @Nullable String keySource) {
        return new Availability(code.code(), code.action(), keySource);
    }

    private static @Nullable String keySource(KeyChoice choice) {
        return switch (choice) {
            case KeyChoice.OwnKey _ -> "own";
            case KeyChoice.ServerKey _ -> "server";
            case KeyChoice.NoKey _ -> null;
        };
    }
}
