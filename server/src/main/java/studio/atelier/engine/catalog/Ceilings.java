package studio.atelier.engine.catalog;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.problem.Faults;

/// Lets an admin say what a run of a model may cost whose price nobody knows. Thread-safe.
final class Ceilings {

    private static final long MICROS_MAX = 1_000_000_000;

    private final Catalog catalog;
    private final CeilingStore store;
    private final Transactions transactions;
    private final Audit audit;

    Ceilings(Catalog catalog, CeilingStore store, Transactions transactions, Audit audit) {
        this.catalog = catalog;
        this.store = store;
        this.transactions = transactions;
        this.audit = audit;
    }

    /// @param micros 0 to 1,000,000,000; null takes the ceiling away
    /// @param type   null leaves it to the file or the name of the model
    record Wish(@Nullable Long micros, @Nullable String type) {}

    Map<String, Ceiling> all() {
        return store.get();
    }

    /// @throws studio.atelier.platform.problem.ProblemException `catalog.model_unknown`,
    ///     `catalog.ceiling_invalid`
    Model set(Admin admin, String provider, String model, Wish wish) {
        Model known = switch (catalog.find(provider, model)) {
            case ModelLookup.Found(Model found) -> found;
            case ModelLookup.Ambiguous _, ModelLookup.TurnedOff _, ModelLookup.Unknown _ ->
                throw CatalogProblem.MODEL_UNKNOWN.problem(
                        "There is no model " + provider + "/" + model + ". Choose one from GET /api/models.");
        };
        GenerationType type = checked(known, wish);
        transactions.asUser(admin.actor(), tx -> {
            tx.asSystem("catalog ceiling");
            if (wish.micros() == null) {
                store.remove(tx, known.provider(), known.model());
            } else if (store.put(tx, known.provider(), known.model(), new Ceiling(type, Micros.of(wish.micros())))
                    > CeilingStore.CEILINGS_MAX) {
                throw CatalogProblem.CEILING_INVALID.problem(
                        "There are " + CeilingStore.CEILINGS_MAX + " ceilings already; take one away first.");
            }
            Map<String, ?> detail = wish.micros() == null
                    ? Map.of()
                    : Map.of("ceiling_micros", wish.micros(), "generation_type", type.word());
            String action = wish.micros() == null ? "catalog.ceiling_removed" : "catalog.ceiling_set";
            audit.record(tx, admin.actor(), action, subject(known), detail);
            return null;
        });
        return catalog.model(known.id()).orElse(known);
    }

    private static String subject(Model model) {
        return "model " + model.id().substring(0, Math.min(model.id().length(), 190));
    }

    private static GenerationType checked(Model known, Wish wish) {
        Faults faults = new Faults();
        Long micros = wish.micros();
        if (micros != null && (micros < 0 || micros > MICROS_MAX)) {
            faults.add("/ceiling_micros", "out_of_range", "Takes 0 to " + MICROS_MAX + " micro-USD, or null.");
        }
        boolean priced = known.price().known() && !(known.price().rule() instanceof PriceRule.Ceiling);
        if (priced) {
            faults.add("/ceiling_micros", "not_needed", "The price of " + known.id() + " is known.");
        }
        Optional<GenerationType> type =
                wish.type() == null ? Optional.of(known.type()) : GenerationType.of(wish.type());
        if (type.isEmpty()) {
            faults.add("/generation_type", "not_allowed", "Takes text, image, video or audio.");
        }
        faults.check(CatalogProblem.CEILING_INVALID);
        return type.orElse(known.type());
    }
}
