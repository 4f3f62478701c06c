package studio.atelier.engine.providers.openai;

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

/// Reads a chat completion, streamed or whole. Servers may answer whole although a stream was asked for.
/// One thread.
final class ChatAnswer {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Outcome.Answered answer;
    private final Failures failures;
    private final OutputSink sink;
    private final OpenAiUsage counted;
    private final @Nullable String requestId;
    private Usage usage = Usage.UNSAID;
    private @Nullable String finishReason;
    private boolean refused;
    private boolean anything;

    ChatAnswer(Outcome.Answered answer, Failures failures, OutputSink sink, OpenAiUsage counted) {
        this.counted = counted;
        this.answer = answer;
        this.failures = failures;
        this.sink = sink;
        this.requestId = failures.requestId(answer);
    }

    Answer read() throws IOException {
        Optional<ProviderFailure> failure = JsonEvents.streamed(answer) ? stream() : whole();
        return failure.<Answer>map(Answer.Failed::new).orElseGet(this::completed);
    }

    private Answer completed() {
        if ("content_filter".equals(finishReason) && !anything) {
            return new Answer.Failed(new ProviderFailure.Refused(
                    failures.words("The provider's content filter held the answer back.", requestId)));
        }
        return new Answer.Completed(usage, requestId, refused ? "refusal" : finishReason);
    }

    private Optional<ProviderFailure> whole() {
        JsonNode tree = JSON.readTree(answer.body());
        if (tree.path("error").isObject()) {
            return Optional.of(failures.begun(tree, requestId));
        }
        JsonNode choice = tree.path("choices").path(0);
        if (!choice.path("message").isObject()) {
            return Optional.of(failures.senseless("The provider's answer has no message.", requestId));
        }
        take(choice, choice.path("message"));
        usage = counted.read(tree.path("usage"));
        return Optional.empty();
    }

    private Optional<ProviderFailure> stream() throws IOException {
        var events = new JsonEvents(answer, sink);
        for (Optional<JsonEvents.Event> event = events.next(); event.isPresent(); event = events.next()) {
            JsonNode chunk = event.get().data();
            boolean named = event.get().type().equals("error") && !chunk.has("error");
            if (named || chunk.path("error").isObject() || chunk.path("error").isString()) {
                return Optional.of(failures.begun(chunk, requestId));
            }
            JsonNode choice = chunk.path("choices").path(0);
            take(choice, choice.path("delta"));
            if (chunk.path("usage").isObject()) {
                usage = counted.read(chunk.path("usage"));
            }
        }
        // Some servers close without the last line; what counts is that the model said it was done.
        return finishReason == null && !events.done()
                ? Optional.of(failures.senseless("The stream ended before the answer was complete.", requestId))
                : Optional.empty();
    }

    private void take(JsonNode choice, JsonNode message) {
        think(message);
        say(message.path("content"));
        if (message.path("refusal").isString()) {
            refused = true;
            say(message.path("refusal"));
        }
        if (message.path("tool_calls").isArray() && !message.path("tool_calls").isEmpty()) {
            anything = true;
            sink.toolCalls(message.path("tool_calls"));
        }
        if (choice.path("finish_reason").isString()) {
            finishReason = choice.path("finish_reason").asString();
        }
    }

    /// Servers do not agree on the name; one that is changing it sends both.
    private void think(JsonNode message) {
        String thought = message.path("reasoning_content").asString("");
        thought = thought.isEmpty() ? message.path("reasoning").asString("") : thought;
        if (!thought.isEmpty()) {
            sink.reasoning(thought);
        }
    }

    private void say(JsonNode text) {
        if (text.isString() && !text.asString().isEmpty()) {
            anything = true;
            sink.text(text.asString());
        }
    }
}
