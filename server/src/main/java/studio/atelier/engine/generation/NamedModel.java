package studio.atelier.engine.generation;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Alias;
import studio.atelier.engine.catalog.CatalogProblem;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.catalog.Route;
import studio.atelier.engine.catalog.Routing;
import studio.atelier.platform.database.Actor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The model a request names: itself, another name of it, or what a policy chose for this run.
///
/// @param parameters as the model understands them
/// @param routing    `{asked, why}` for the row; null where the model was asked for by its own name and
///     stays
/// @param chosen     by a policy, which may choose again
record NamedModel(
        Model model,
        Map<String, JsonNode> parameters,
        @Nullable ObjectNode routing,
        boolean chosen) {

    /// @throws studio.atelier.platform.problem.ProblemException of the catalog: unknown, ambiguous, turned off,
    ///     retired, without a price; `catalog.nothing_can_run` where a policy finds no model
    static NamedModel of(Rooms rooms, Actor actor, GenerationRequest request, String name) {
        Optional<Route> route = rooms.catalog().route(request.provider(), name);
        if (route.isPresent()) {
            return chosen(rooms, actor, request, route.get());
        }
        Model model = rooms.catalog().runnable(request.provider(), name);
        Optional<Alias> alias = rooms.catalog().alias(request.provider(), name);
        Map<String, JsonNode> parameters =
                alias.map(each -> each.parameters(request.parameters())).orElse(request.parameters());
        ObjectNode routing = rooms.catalog()
                .warning(request.provider(), name)
                .map(warning -> told(name, warning))
                .orElse(null);
        return new NamedModel(model, parameters, routing, false);
    }

    private static NamedModel chosen(Rooms rooms, Actor actor, GenerationRequest request, Route route) {
        String prompt = request.prompt() == null ? "" : request.prompt();
        var asked = new Routing.Asked(
                prompt, request.parameters(), request.references().size());
        var now = rooms.providers().conditions(rooms.vault().choices(actor.person(), request.projectId()));
        Routing.Choice choice = rooms.catalog()
                .routing()
                .next(route, asked, Set.of(), now)
                .orElseThrow(CatalogProblem.NOTHING_CAN_RUN::problem);
        return new NamedModel(choice.model(), request.parameters(), told(route.id(), choice.why()), true);
    }

    static ObjectNode told(String asked, String why) {
        return JsonNodeFactory.instance.objectNode().put("asked", asked).put("why", why);
    }
}
