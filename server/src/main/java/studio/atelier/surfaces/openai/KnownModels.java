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

    /// A model for pictures as front ends name it: a model, an old name of one, or one of the same provider that makes
    /// something else, for which the first that makes pictures stands in.
    ///
    /// @param name null for the first there is
    /// @param from pictures to work from
    Model drawing(@Nullable String name, int from, Faults faults) {
        if (name == null || name.isBlank()) {
            return pictures(null, from).orElseGet(() -> making(GenerationType.IMAGE, name, faults));
        }
        Model named = runnable(name, faults);
        return named.type() == GenerationType.IMAGE
                ? named
                : pictures(named.provider(), from).orElseGet(() -> making(GenerationType.IMAGE, name, faults));
    }

    /// Whether a name is that of a model for pictures itself, which then knows what old values are called now.
    boolean draws(@Nullable String name) {
        return name != null && !name.isBlank() && runnable(name, new Faults()).type() == GenerationType.IMAGE;
    }

    private Optional<Model> pictures(@Nullable String provider, int from) {
        return catalog.models().stream()
                .filter(model -> model.type() == GenerationType.IMAGE
                        && (provider == null || model.provider().equals(provider))
                        && model.maxReferences() >= from
                        && model.price().known()
                        && !model.retired(catalog.today()))
                .findFirst();
    }

    /// The first model of this kind that may run today.
    Optional<Model> first(GenerationType type) {
        return catalog.models().stream()
                .filter(model -> model.type() == type && model.price().known() && !model.retired(catalog.today()))
                .findFirst();
    }
}
