package studio.atelier.surfaces.openai;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.storage.ByteSpan;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.GenerationRequest;
import studio.atelier.engine.generation.Generations;
import studio.atelier.engine.media.Asset;
import studio.atelier.engine.media.Media;
import studio.atelier.engine.media.MediaProblem;
import studio.atelier.engine.media.Variant;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.http.Caller;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/images/generations`: waits for the pictures and hands them out as base64 or as addresses that
/// live as long as the asset.
@RestController
class ImagesResource {

    private final Generations generations;
    private final Catalog catalog;
    private final Media media;
    private final Transactions transactions;
    private final JsonMapper json;

    ImagesResource(Generations generations, Catalog catalog, Media media, Transactions transactions, JsonMapper json) {
        this.generations = generations;
        this.catalog = catalog;
        this.media = media;
        this.transactions = transactions;
        this.json = json;
    }

    @PostMapping("/v1/images/generations")
    ResponseEntity<JsonNode> generate(
            Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestHeader(name = "OpenAI-Project", required = false) @Nullable String project,
            @RequestBody JsonNode body) {
        Actor actor = caller.requirePerson();
        RequestReader reader = new RequestReader(body);
        String model = reader.text("model");
        String prompt = reader.text("prompt");
        String format = reader.text("response_format");
        if (format != null && !format.equals("url") && !format.equals("b64_json")) {
            reader.faults().add("/response_format", "not_allowed", "One of url, b64_json.");
        }
        if (reader.flag("stream")) {
            reader.faults().add("/stream", "not_allowed", "Pictures are not streamed; leave it out.");
        }
        UUID projectId = reader.project(project);
        reader.faults().check(OpenAiProblem.INVALID);
        Map<String, JsonNode> parameters = fitted(model, reader.parameters());
        var request =
                new GenerationRequest(projectId, null, model, "image", prompt, parameters, List.of(), key, "v1.images");
        Generation accepted = generations.accept(actor, request);
        Generation row = Failure.requireCompleted(generations.await(actor, accepted.id(), Generations.AWAIT_MAX));
        return ResponseEntity.ok()
                .headers(Headers.of(row))
                .body(answer(
                        actor,
                        row,
                        "url".equals(format),
                        caller.exchange().site().toString()));
    }

    /// A size in pixels, for models that know formats only: the nearest one. One picture is what every
    /// model makes.
    private Map<String, JsonNode> fitted(@Nullable String name, Map<String, JsonNode> given) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>(given);
        if (name == null) {
            return parameters;
        }
        Model model = catalog.runnable(null, name);
        JsonNode size = parameters.get("size");
        if (size != null
                && !model.parameters().names().contains("size")
                && model.parameters().names().contains("aspect_ratio")) {
            parameters.remove("size");
            AspectRatio.nearest(size.asString(""), choices(model, "aspect_ratio"))
                    .ifPresent(ratio ->
                            parameters.put("aspect_ratio", json.getNodeFactory().stringNode(ratio)));
        }
        JsonNode count = parameters.get("n");
        if (count != null
                && !model.parameters().names().contains("n")
                && count.isIntegralNumber()
                && count.asInt() == 1) {
            parameters.remove("n");
        }
        return parameters;
    }

    private static List<String> choices(Model model, String parameter) {
        return model.parameters().form().path("properties").path(parameter).path("enum").values().stream()
                .map(JsonNode::asString)
                .toList();
    }

    private JsonNode answer(Actor actor, Generation row, boolean asUrl, String site) {
        ObjectNode answer = json.createObjectNode();
        answer.put("created", row.createdAt().getEpochSecond());
        ArrayNode data = answer.putArray("data");
        JsonNode result = row.result() == null ? json.createObjectNode() : row.result();
        for (JsonNode output : result.path("outputs")) {
            ObjectNode each = data.addObject();
            if (asUrl) {
                each.put("url", site + output.path("url").asString());
            } else {
                each.put(
                        "b64_json",
                        base64(actor, UUID.fromString(output.path("id").asString())));
            }
        }
        if (row.tokensInput() != null && row.tokensOutput() != null) {
            answer.putObject("usage")
                    .put("input_tokens", row.tokensInput())
                    .put("output_tokens", row.tokensOutput())
                    .put("total_tokens", row.tokensInput() + row.tokensOutput());
        }
        return answer;
    }

    private String base64(Actor actor, UUID id) {
        Asset asset = transactions.asUser(actor, tx -> media.find(tx, id).orElseThrow(MediaProblem.NOT_FOUND::problem));
        var opened = media.open(asset, Variant.ORIGINAL).orElseThrow(MediaProblem.NOT_FOUND::problem);
        try (InputStream content = opened.open().apply(ByteSpan.ALL)) {
            return Base64.getEncoder().encodeToString(content.readAllBytes());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
