package studio.atelier.engine.providers.google;

import java.io.IOException;
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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a streamed answer of text and calls of tools back into the chat dialect. One thread.
final class GeminiChatAnswer {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Failures failures;
    private final OutputSink sink;
    private @Nullable String requestId;
    private Usage usage = Usage.UNSAID;
    private String finishReason = "";
    private int calls;
    private boolean anything;

    GeminiChatAnswer(Failures failures, OutputSink sink) {
        this.failures = failures;
        this.sink = sink;
    }

    Answer read(Outcome.Answered answer) throws IOException {
        requestId = failures.requestId(answer);
        if (!JsonEvents.streamed(answer)) {
            return take(JSON.readTree(answer.body()))
                    .<Answer>map(Answer.Failed::new)
                    .orElseGet(this::finished);
        }
        var events = new JsonEvents(answer, sink);
        for (Optional<JsonEvents.Event> event = events.next(); event.isPresent(); event = events.next()) {
            Optional<ProviderFailure> failure = take(event.get().data());
            if (failure.isPresent()) {
                return new Answer.Failed(failure.get());
            }
        }
        return finished();
    }

    private Optional<ProviderFailure> take(JsonNode chunk) {
        if (chunk.path("error").isObject()) {
            return Optional.of(failures.begun(chunk, requestId));
        }
        requestId = chunk.path("responseId").asString(requestId);
        if (chunk.path("usageMetadata").isObject()) {
            usage = GeminiUsage.of(chunk.path("usageMetadata"));
        }
        JsonNode candidate = chunk.path("candidates").path(0);
        String blocked = chunk.path("promptFeedback").path("blockReason").asString("");
        if (candidate.isMissingNode() && !blocked.isEmpty()) {
            return Optional.of(new ProviderFailure.Refused(
                    failures.words("The provider blocked the prompt: " + blocked + ".", requestId)));
        }
        candidate.path("content").path("parts").forEach(this::part);
        finishReason = candidate.path("finishReason").asString(finishReason);
        return Optional.empty();
    }

    private void part(JsonNode part) {
        if (part.path("functionCall").isObject()) {
            anything = true;
            sink.toolCalls(called(part));
            return;
        }
        String text = part.path("text").asString("");
        if (text.isEmpty()) {
            return;
        }
        if (part.path("thought").asBoolean(false)) {
            sink.reasoning(text);
        } else {
            anything = true;
            sink.text(text);
        }
    }

    private ArrayNode called(JsonNode part) {
        JsonNode function = part.path("functionCall");
        String signature = part.path("thoughtSignature").asString("");
        String id = function.path("id").asString("call_" + calls);
        ObjectNode call = JSON.createObjectNode()
                .put("index", calls++)
                .put("id", signature.isEmpty() ? id : id + GeminiChat.SIGNATURE + signature)
                .put("type", "function");
        JsonNode arguments = function.path("args");
        call.putObject("function")
                .put("name", function.path("name").asString(""))
                .put("arguments", arguments.isObject() ? arguments.toString() : "{}");
        return JSON.createArrayNode().add(call);
    }

    private Answer finished() {
        return switch (finishReason) {
            case "" ->
                new Answer.Failed(failures.senseless("The stream ended before the answer was complete.", requestId));
            case "STOP" ->
                anything ? new Answer.Completed(usage, requestId, calls > 0 ? "tool_calls" : "stop") : silent();
            case "MAX_TOKENS" -> new Answer.Completed(usage, requestId, "length");
            default -> held();
        };
    }

    private Answer silent() {
        return new Answer.Failed(
                new ProviderFailure.BadOutput(failures.words("The model answered with nothing.", requestId)));
    }

    private Answer held() {
        var words = failures.words("The provider ended the answer: " + finishReason + ".", requestId);
        if (!GeminiErrors.policy(finishReason)) {
            return new Answer.Failed(new ProviderFailure.Broken(words));
        }
        return anything
                ? new Answer.Completed(usage, requestId, "content_filter")
                : new Answer.Failed(new ProviderFailure.Refused(words));
    }
}
