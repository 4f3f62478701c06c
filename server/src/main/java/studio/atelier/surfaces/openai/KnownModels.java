package studio.atelier.surfaces.openai;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.catalog.Route;
import studio.atelier.platform.problem.Faults;

/// Models as requests name them. Thread-safe.
@Component
class KnownModels {

    private final Catalog catalog;

    KnownModels(Catalog catalog) {
        this.catalog = catalog;
    }

    /// A model that may run.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException `catalog.*`; with the faults found before
    ///     where no model is named
    Model runnable(@Nullable String name, Faults faults) {
        if (name == null || name.isBlank()) {
            faults.add("/model", "required", "Name a model from GET /v1/models.");
        }
        faults.check(OpenAiProblem.INVALID);
        String asked = name == null ? "" : name;
        return catalog.route(null, asked).flatMap(this::oneOf).orElseGet(() -> catalog.runnable(null, asked));
    }

    /// One of the models that a policy chooses among: what the request is fitted to before it chooses.
    private Optional<Model> oneOf(Route route) {
        return route.models().stream()
                .flatMap(id -> catalog.model(id).stream())
                .findFirst()
                .or(() -> first(route.type()));
    }

    /// As [#runnable], and it makes what the route is for.
    Model making(GenerationType type, @Nullable String name, Faults faults) {
        Model model = runnable(name, faults);
        if (model.type() != type) {
            faults.add(
                    "/model",
                    "not_allowed",
                    model.id() + " makes " + model.type().word() + ", not " + type.word()
                            + ". Choose a model from GET /v1/models whose type is " + type.word() + ".");
            faults.check(OpenAiProblem.INVALID);
        }
        return model;
    }

    /// The first model of this kind that may run today.
    Optional<Model> first(GenerationType type) {
        return catalog.models().stream()
                .filter(model -> model.type() == type && model.price().known() && !model.retired(catalog.today()))
                .findFirst();
    }
}
