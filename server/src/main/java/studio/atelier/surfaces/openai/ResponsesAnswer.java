package studio.atelier.surfaces.openai;

import org.jspecify.annotations.Nullable;
import studio.atelier.engine.generation.Generation;
import studio.atelier.platform.problem.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a chat answered, in the shape of `/v1/responses`. One answer, one thread.
final class ResponsesAnswer {

    private final JsonMapper json;
    private final ObjectNode repeated;

    /// @param repeated what the answer repeats of the request
    ResponsesAnswer(JsonMapper json, ObjectNode repeated) {
        this.json = json;
        this.repeated = repeated;
    }

    /// At its beginning: nothing is said yet.
    ObjectNode begun(Generation row) {
        ObjectNode response = head(row, "in_progress");
        response.putArray("output");
        response.putNull("usage");
        return response;
    }

    /// A row that completed.
    ObjectNode ended(Generation row) {
        JsonNode result = row.result() == null ? json.createObjectNode() : row.result();
        String reason = result.path("finish_reason").asString("stop");
        ObjectNode response = head(row, status(reason));
        if (incomplete(reason)) {
            response.putObject("incomplete_details")
                    .put("reason", reason.equals("length") ? "max_output_tokens" : "content_filter");
        }
        if (row.completedAt() != null) {
            response.put("completed_at", row.completedAt().getEpochSecond());
        }
        ArrayNode output = response.putArray("output");
        if (result.has("reasoning")) {
            output.add(reasoning(reasoningId(row, 0), result.path("reasoning").asString("")));
        }
        String text = result.path("content").asString("");
        JsonNode calls = result.path("tool_calls");
        if (!text.isEmpty() || calls.isEmpty()) {
            output.add(message(messageId(row, 0), text, status(reason)));
        }
        for (JsonNode call : calls) {
            output.add(call(
                    callId(row, output.size()),
                    call.path("id").asString(""),
                    call.path("function").path("name").asString(""),
                    call.path("function").path("arguments").asString(""),
                    "completed"));
        }
        response.set("usage", usage(row));
        return response;
    }

    /// A row that failed after its first event was sent.
    ObjectNode failed(Generation row, Problem problem) {
        ObjectNode response = head(row, "failed");
        response.putObject("error").put("code", "server_error").put("message", problem.detail());
        response.putArray("output");
        response.set("usage", usage(row));
        return response;
    }

    private static boolean incomplete(String reason) {
        return reason.equals("length") || reason.equals("content_filter");
    }

    static String status(String reason) {
        return incomplete(reason) ? "incomplete" : "completed";
    }

    private ObjectNode head(Generation row, String status) {
        ObjectNode response = json.createObjectNode()
                .put("id", "resp_" + row.id())
                .put("object", "response")
                .put("created_at", row.createdAt().getEpochSecond())
                .put("status", status)
                .put("background", false)
                .putNull("error")
                .putNull("incomplete_details")
                .put("model", row.provider() + "/" + row.model())
                .putNull("previous_response_id")
                .put("store", false)
                .put("truncation", "disabled");
        response.setAll(repeated);
        return response;
    }

    /// @param place among the items of the answer; 0 for the first of its kind, whatever stands before it, so that a
    ///     program finds the usual one by the id of the answer
    static String messageId(Generation row, int place) {
        return "msg_" + row.id() + (place == 0 ? "" : "_" + place);
    }

    /// @param place as in [#messageId]
    static String reasoningId(Generation row, int place) {
        return "rs_" + row.id() + (place == 0 ? "" : "_" + place);
    }

    /// @param place among the items of the answer, from 0
    static String callId(Generation row, int place) {
        return "fc_" + row.id() + "_" + place;
    }

    /// @param text null while nothing is said
    ObjectNode message(String id, @Nullable String text, String status) {
        ObjectNode message = json.createObjectNode()
                .put("id", id)
                .put("type", "message")
                .put("status", status)
                .put("role", "assistant");
        ArrayNode content = message.putArray("content");
        if (text != null) {
            content.add(part(text));
        }
        return message;
    }

    /// What the model thought. Most providers tell a summary, and clients show summaries; so everybody's stands there.
    ///
    /// @param text null while nothing is said
    ObjectNode reasoning(String id, @Nullable String text) {
        ObjectNode item = json.createObjectNode().put("id", id).put("type", "reasoning");
        ArrayNode summary = item.putArray("summary");
        if (text != null) {
            summary.add(summary(text));
        }
        return item;
    }

    ObjectNode summary(String text) {
        return json.createObjectNode().put("type", "summary_text").put("text", text);
    }

    ObjectNode part(String text) {
        ObjectNode part = json.createObjectNode().put("type", "output_text").put("text", text);
        part.putArray("annotations");
        part.putArray("logprobs");
        return part;
    }

    ObjectNode call(String id, String callId, String name, String arguments, String status) {
        return json.createObjectNode()
                .put("id", id)
                .put("type", "function_call")
                .put("status", status)
                .put("call_id", callId)
                .put("name", name)
                .put("arguments", arguments);
    }

    private ObjectNode usage(Generation row) {
        int in = row.tokensInput() == null ? 0 : row.tokensInput();
        int out = row.tokensOutput() == null ? 0 : row.tokensOutput();
        ObjectNode usage = json.createObjectNode().put("input_tokens", in);
        usage.putObject("input_tokens_details").put("cached_tokens", 0);
        usage.put("output_tokens", out);
        // Clients count on a number here; nobody said it where it is 0 beside thoughts.
        usage.putObject("output_tokens_details")
                .put("reasoning_tokens", ChatAnswer.thoughts(row).asLong(0));
        return usage.put("total_tokens", in + out);
    }
}
