package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.Generations;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/moderations`. What is judged goes to the model as it is: the rules of this server, which refuse
/// prompts, are not asked about it.
@RestController
class ModerationsResource {

    private final Generations generations;
    private final KnownModels models;
    private final JsonMapper json;

    ModerationsResource(Generations generations, KnownModels models, JsonMapper json) {
        this.generations = generations;
        this.models = models;
        this.json = json;
    }

    @PostMapping("/v1/moderations")
    JsonNode moderate(HttpServletRequest http, HttpServletResponse response, @RequestBody JsonNode body) {
        Ask ask = Ask.of(http);
        var reader = new RequestReader(body);
        String given = reader.text("model");
        JsonNode input = input(reader);
        UUID project = reader.project(ask.project());
        // The clients leave the model out.
        String name = given == null
                ? models.first(GenerationType.MODERATION).map(Model::id).orElse(null)
                : given;
        Model model = models.making(GenerationType.MODERATION, name, reader.faults());
        Fitting fitting = new Fitting(model, reader.parameters());
        fitting.parameters().put("input", input);
        var work =
                new Ask.Work("v1.moderations", GenerationType.MODERATION, name, null, fitting.parameters(), List.of());
        var found = new Found();
        Generation row = Failure.requireCompleted(fitting.inTheirWords(
                () -> generations.stream(ask.actor(), ask.request(project, work), _ -> {}, found)));
        ask.stamp(response, row);
        ObjectNode answer =
                json.createObjectNode().put("id", "modr-" + row.id()).put("model", row.provider() + "/" + row.model());
        answer.set("results", found.of(row).path("results"));
        return answer;
    }

    /// One text, texts, or parts with text and pictures.
    private JsonNode input(RequestReader reader) {
        @Nullable JsonNode input = reader.take("input");
        if (input == null) {
            reader.faults().add("/input", "required", "This field is required.");
            return json.createArrayNode();
        }
        boolean texts = input.isArray() && input.valueStream().allMatch(JsonNode::isString);
        boolean parts = input.isArray() && input.valueStream().allMatch(ModerationsResource::part);
        boolean sized = !input.isArray() || (!input.isEmpty() && input.size() <= Texts.TEXTS_MAX);
        if (!(input.isString() || texts || parts) || !sized) {
            reader.faults()
                    .add(
                            "/input",
                            "wrong_type",
                            "Takes a text, a list of 1 to " + Texts.TEXTS_MAX
                                    + " texts, or a list of parts of type text and image_url.");
        }
        return input;
    }

    private static boolean part(JsonNode part) {
        return switch (part.path("type").asString("")) {
            case "text" -> part.path("text").isString();
            case "image_url" -> part.path("image_url").path("url").isString();
            default -> false;
        };
    }
}
