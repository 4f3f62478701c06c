package studio.atelier.surfaces.openai;

import org.jspecify.annotations.Nullable;
import studio.atelier.engine.generation.Generation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// Chat answers in the dialect's shapes.
final class ChatAnswer {

    /// What the model thought. The dialect has no field for it; this is the one that most servers and clients of
    /// the dialect share.
    static final String REASONING = "reasoning_content";

    private ChatAnswer() {}

    static ObjectNode whole(JsonMapper json, Generation row) {
        ObjectNode answer = head(json, row, "chat.completion");
        JsonNode result = row.result() == null ? json.createObjectNode() : row.result();
        ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
        ObjectNode message = choice.putObject("message")
                .put("role", "assistant")
                .put("content", result.path("content").asString(""))
                .putNull("refusal");
        if (result.has("reasoning")) {
            message.set(REASONING, result.path("reasoning"));
        }
        if (result.has("tool_calls")) {
            message.set("tool_calls", result.path("tool_calls"));
        }
        choice.put("finish_reason", reason(result)).putNull("logprobs");
        answer.set("usage", usage(json, row));
        return answer;
    }

    /// @param delta  null for a chunk without choices
    /// @param reason null before the end
    static ObjectNode chunk(JsonMapper json, Generation row, @Nullable ObjectNode delta, @Nullable String reason) {
        ObjectNode chunk = head(json, row, "chat.completion.chunk");
        var choices = chunk.putArray("choices");
        if (delta != null) {
            choices.addObject()
                    .put("index", 0)
                    .put("finish_reason", reason)
                    .putNull("logprobs")
                    .set("delta", delta);
        }
        return chunk;
    }

    static String reason(JsonNode result) {
        return result.path("finish_reason").asString("stop");
    }

    static ObjectNode usage(JsonMapper json, Generation row) {
        int in = row.tokensInput() == null ? 0 : row.tokensInput();
        int out = row.tokensOutput() == null ? 0 : row.tokensOutput();
        ObjectNode usage = json.createObjectNode()
                .put("prompt_tokens", in)
                .put("completion_tokens", out)
                .put("total_tokens", in + out);
        JsonNode thoughts = thoughts(row);
        if (!thoughts.isMissingNode()) {
            usage.putObject("completion_tokens_details").set("reasoning_tokens", thoughts);
        }
        return usage;
    }

    /// How many of the tokens out the model thought with; missing where the provider did not say.
    static JsonNode thoughts(Generation row) {
        return row.result() == null ? MissingNode.getInstance() : row.result().path("reasoning_tokens");
    }

    private static ObjectNode head(JsonMapper json, Generation row, String object) {
        return json.createObjectNode()
                .put("id", "chatcmpl-" + row.id())
                .put("object", object)
                .put("created", row.createdAt().getEpochSecond())
                .put("model", row.provider() + "/" + row.model());
    }
}
