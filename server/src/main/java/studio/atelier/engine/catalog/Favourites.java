package studio.atelier.engine.catalog;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.problem.Faults;

/// The models that people put on top of their list (contract: `favourite` of a model). Thread-safe.
public final class Favourites {

    static final int FAVOURITES_MAX = 200;
    private static final int ID_MAX = 264;

    private final Catalog catalog;
    private final Transactions transactions;

    Favourites(Catalog catalog, Transactions transactions) {
        this.catalog = catalog;
        this.transactions = transactions;
    }

    /// Full ids, at most 200.
    public Set<String> of(UUID person) {
        return transactions.asSystem(
                "favourite models",
                tx -> Set.copyOf(tx.sql("""
                                select model_id
                                from atelier.favourite_models
                                where user_id = :person
                                limit :max
                                """)
                        .param("person", person)
                        .param("max", FAVOURITES_MAX)
                        .query(String.class)
                        .list()));
    }

    /// Twice is once.
    ///
    /// @param id `provider/model`, or another name of the model
    /// @return the full id
    /// @throws studio.atelier.platform.problem.ProblemException `catalog.favourite_invalid`,
    ///     `catalog.model_unknown`
    String add(UUID person, @Nullable String id) {
        var faults = new Faults();
        String named = faults.required("/id", id, ID_MAX);
        faults.check(CatalogProblem.FAVOURITE_INVALID);
        if (!(catalog.find(null, named) instanceof ModelLookup.Found(Model model))) {
            throw CatalogProblem.MODEL_UNKNOWN.problem(
                    "There is no model " + named + ". Choose one from GET /api/models.");
        }
        long kept = transactions.asSystem("favourite models", tx -> {
            // One after the other per person, so that two at once cannot pass the limit together.
            tx.sql("select id from auth.users where id = :person for no key update")
                    .param("person", person)
                    .query(UUID.class)
                    .optional();
            tx.sql("""
                            insert into atelier.favourite_models (user_id, model_id)
                            select :person, :model
                            where (select count(*) from atelier.favourite_models where user_id = :person) < :max
                            on conflict do nothing
                            """)
                    .param("person", person)
                    .param("model", model.id())
                    .param("max", FAVOURITES_MAX)
                    .update();
            return tx.sql("select count(*) from atelier.favourite_models where user_id = :person and model_id = :model")
                    .param("person", person)
                    .param("model", model.id())
                    .query(Long.class)
                    .single();
        });
        if (kept == 0) {
            throw CatalogProblem.FAVOURITE_INVALID.problem(
                    "You have " + FAVOURITES_MAX + " favourites already; take one away first.");
        }
        return model.id();
    }

    /// Nothing happens where it was none.
    void remove(UUID person, String id) {
        transactions.asSystem(
                "favourite models",
                tx -> tx.sql("delete from atelier.favourite_models where user_id = :person and model_id = :model")
                        .param("person", person)
                        .param("model", id)
                        .update());
    }
}
