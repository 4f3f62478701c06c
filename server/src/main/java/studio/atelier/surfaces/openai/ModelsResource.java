package studio.atelier.surfaces.openai;

import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.catalog.PriceLabel;
import studio.atelier.platform.database.Actor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `GET /v1/models`.
@RestController
class ModelsResource {

    private final Catalog catalog;
    private final JsonMapper json;

    ModelsResource(Catalog catalog, JsonMapper json) {
        this.catalog = catalog;
        this.json = json;
    }

    @GetMapping("/v1/models")
    Map<String, Object> list(Actor actor) {
        List<JsonNode> models = catalog.models().stream()
                .filter(model -> !model.retired(catalog.today()))
                .map(this::view)
                .toList();
        return Map.of("object", "list", "data", models);
    }

    @GetMapping("/v1/models/{provider}/{*model}")
    JsonNode find(Actor actor, @PathVariable String provider, @PathVariable String model) {
        return view(catalog.runnable(provider, model.startsWith("/") ? model.substring(1) : model));
    }

    @GetMapping("/v1/models/{model}")
    JsonNode find(Actor actor, @PathVariable String model) {
        return view(catalog.runnable(null, model));
    }

    private JsonNode view(Model model) {
        var view = json.createObjectNode()
                .put("id", model.id())
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", model.provider())
                .put("display_name", model.displayName())
                .put("generation_type", model.type().word());
        if (model.retiresAt() != null) {
            view.put("shutdown_date", model.retiresAt().toString());
        }
        details(model, view.putObject("x-atelier"));
        return view;
    }

    /// What the dialect has no field for, and a program wants to know before it asks.
    private void details(Model model, ObjectNode details) {
        PriceLabel price = model.priceLabel();
        details.put("type", model.type().word());
        model.capabilities().forEach(details.putArray("capabilities")::add);
        catalog.aliasesOf(model.id()).forEach(details.putArray("aliases")::add);
        details.put("references_max", model.maxReferences());
        model.parameters().names().forEach(details.putArray("parameters")::add);
        details.putObject("price")
                .put("label", price.label())
                .put("unit", price.unit())
                .put("estimate", price.estimate())
                .put("known", model.price().known());
    }
}
