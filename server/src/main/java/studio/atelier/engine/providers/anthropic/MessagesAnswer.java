package studio.atelier.engine.providers.anthropic;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.JsonEvents;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads a stream of message events back into the chat dialect. One thread.
final class MessagesAnswer {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Failures failures;
    private final OutputSink sink;
    private final Map<Integer, Integer> callsByBlock = new HashMap<>();
    private long input;
    private long cached;
    private long output;
    private @Nullable Long thinking;
    private boolean counted;
    private boolean ended;
    private boolean anything;
    private boolean thought;
    private String stopReason = "";

    MessagesAnswer(Failures failures, OutputSink sink) {
        this.failures = failures;
        this.sink = sink;
    }

    Answer read(Outcome.Answered answer) throws IOException {
        @Nullable String requestId = failures.requestId(answer);
        if (!JsonEvents.streamed(answer)) {
            return new Answer.Failed(failures.senseless("The provider answered without a stream.", requestId));
        }
        var events = new JsonEvents(answer, sink);
        for (Optional<JsonEvents.Event> event = events.next(); event.isPresent() && !ended; event = events.next()) {
            JsonNode data = event.get().data();
            if (data.path("type").asString("").equals("error")) {
                return new Answer.Failed(failures.begun(data, requestId));
            }
            take(data);
        }
        return ended
                ? finished(requestId)
                : new Answer.Failed(failures.senseless("The stream ended before the answer was complete.", requestId));
    }

    private void take(JsonNode event) {
        switch (event.path("type").asString("")) {
            case "message_start" -> count(event.path("message").path("usage"));
            case "content_block_start" -> begin(event);
            case "content_block_delta" -> more(event);
            case "message_delta" -> {
                stopReason = event.path("delta").path("stop_reason").asString(stopReason);
                count(event.path("usage"));
            }
            case "message_stop" -> ended = true;
            default -> {
                // Pings, and events that are not known yet.
            }
        }
    }

    /// The counters add up to the total; later ones replace earlier ones.
    private void count(JsonNode usage) {
        if (usage.path("input_tokens").isIntegralNumber()) {
            cached = usage.path("cache_read_input_tokens").asLong(0);
            input = usage.path("input_tokens").asLong(0)
                    + usage.path("cache_creation_input_tokens").asLong(0)
                    + cached;
            counted = true;
        }
        output = usage.path("output_tokens").asLong(output);
        JsonNode thoughts = usage.path("output_tokens_details").path("thinking_tokens");
        if (thoughts.isIntegralNumber()) {
            thinking = thoughts.asLong();
        }
    }

    private void begin(JsonNode event) {
        JsonNode block = event.path("content_block");
        if (block.path("type").asString("").equals("thinking") && thought) {
            // It thinks again, between two calls of tools.
            sink.reasoning("\n\n");
        }
        if (!block.path("type").asString("").equals("tool_use")) {
            return;
        }
        int index = callsByBlock.size();
        callsByBlock.put(event.path("index").asInt(-1), index);
        ObjectNode call = JSON.createObjectNode()
                .put("index", index)
                .put("id", block.path("id").asString(""))
                .put("type", "function");
        call.putObject("function").put("name", block.path("name").asString("")).put("arguments", "");
        anything = true;
        sink.toolCalls(JSON.createArrayNode().add(call));
    }

    private void more(JsonNode event) {
        JsonNode delta = event.path("delta");
        switch (delta.path("type").asString("")) {
            case "text_delta" -> {
                String text = delta.path("text").asString("");
                if (!text.isEmpty()) {
                    anything = true;
                    sink.text(text);
                }
            }
            case "thinking_delta" -> {
                String text = delta.path("thinking").asString("");
                if (!text.isEmpty()) {
                    thought = true;
                    sink.reasoning(text);
                }
            }
            case "input_json_delta" -> {
                Integer index = callsByBlock.get(event.path("index").asInt(-1));
                if (index != null) {
                    ObjectNode piece = JSON.createObjectNode().put("index", index);
                    piece.putObject("function")
                            .put("arguments", delta.path("partial_json").asString(""));
                    sink.toolCalls(JSON.createArrayNode().add(piece));
                }
            }
            default -> {
                // Signatures of thoughts, and what is not known yet.
            }
        }
    }

    private Answer finished(@Nullable String requestId) {
        if (stopReason.equals("refusal") && !anything) {
            return new Answer.Failed(
                    new ProviderFailure.Refused(failures.words("The model declined to answer.", requestId)));
        }
        if (!anything && !stopReason.equals("max_tokens")) {
            return new Answer.Failed(
                    new ProviderFailure.BadOutput(failures.words("The model answered with nothing.", requestId)));
        }
        Usage usage = counted
                ? new Usage(input, cached, null, output, null, null, null).withReasoning(thinking)
                : Usage.UNSAID;
        return new Answer.Completed(usage, requestId, reason());
    }

    private String reason() {
        return switch (stopReason) {
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> "stop";
        };
    }
}
