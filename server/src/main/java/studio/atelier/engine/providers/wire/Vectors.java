package studio.atelier.engine.providers.wire;

import java.util.List;
import java.util.Optional;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.ProviderCall;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Embeddings in the gateway's dialect, for adapters that speak another one.
public final class Vectors {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Vectors() {}

    /// What is to be embedded: `input`, a text or a list of texts, or else the prompt.
    public static List<String> texts(ProviderCall call, Optional<JsonNode> input) {
        if (input.isEmpty()) {
            return List.of(call.prompt());
        }
        JsonNode given = input.get();
        if (given.isString()) {
            return List.of(given.asString());
        }
        if (!given.isArray() || given.isEmpty() || !given.valueStream().allMatch(JsonNode::isString)) {
            throw new Untranslatable("input", "Takes a text or a list of texts.");
        }
        return given.valueStream().map(JsonNode::asString).toList();
    }

    /// For providers that know numbers and no Base64.
    ///
    /// @throws Untranslatable where `encoding_format` is another than `float`
    public static void requireNumbers(Options options) {
        options.take("encoding_format")
                .filter(format -> !format.asString("float").equals("float"))
                .ifPresent(_ -> {
                    throw new Untranslatable("encoding_format", "Takes float.");
                });
    }

    /// @param vectors lists of numbers, in the order of the texts
    public static JsonNode answer(String model, List<JsonNode> vectors, Usage usage) {
        ObjectNode answer = JSON.createObjectNode().put("object", "list");
        ArrayNode data = answer.putArray("data");
        for (int index = 0; index < vectors.size(); index++) {
            data.addObject().put("object", "embedding").put("index", index).set("embedding", vectors.get(index));
        }
        answer.put("model", model);
        Long tokens = usage.inputTokens();
        if (tokens != null) {
            answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        }
        return answer;
    }
}
