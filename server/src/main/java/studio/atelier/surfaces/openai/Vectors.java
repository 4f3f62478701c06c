package studio.atelier.surfaces.openai;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import studio.atelier.engine.generation.Generation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Embeddings in the form the caller wants: lists of numbers, or their 32 bits each, lowest byte first, in
/// Base64, which is what the official clients ask for unless told otherwise.
final class Vectors {

    static final String FLOAT = "float";
    static final String BASE64 = "base64";
    static final List<String> FORMATS = List.of(FLOAT, BASE64);

    private Vectors() {}

    /// @param found what the model answered, its vectors in either form
    static ObjectNode answer(JsonMapper json, JsonNode found, Generation row, String format) {
        ObjectNode answer = json.createObjectNode().put("object", "list");
        ArrayNode data = answer.putArray("data");
        for (JsonNode each : found.path("data")) {
            JsonNode vector = each.path("embedding");
            data.addObject()
                    .put("object", "embedding")
                    .put("index", each.path("index").asInt(data.size() - 1))
                    .set("embedding", format.equals(BASE64) ? packed(vector) : unpacked(vector));
        }
        answer.put("model", row.provider() + "/" + row.model());
        int tokens = row.tokensInput() != null
                ? row.tokensInput()
                : found.path("usage").path("prompt_tokens").asInt(0);
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return answer;
    }

    private static JsonNode packed(JsonNode vector) {
        if (vector.isString()) {
            return vector;
        }
        ByteBuffer bytes = ByteBuffer.allocate(vector.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        vector.forEach(number -> bytes.putFloat((float) number.asDouble()));
        return JsonNodeFactory.instance.stringNode(Base64.getEncoder().encodeToString(bytes.array()));
    }

    private static JsonNode unpacked(JsonNode vector) {
        if (!vector.isString()) {
            return vector;
        }
        ByteBuffer bytes =
                ByteBuffer.wrap(Base64.getDecoder().decode(vector.asString())).order(ByteOrder.LITTLE_ENDIAN);
        ArrayNode numbers = JsonNodeFactory.instance.arrayNode(bytes.remaining() / Float.BYTES);
        while (bytes.remaining() >= Float.BYTES) {
            numbers.add(bytes.getFloat());
        }
        return numbers;
    }
}
