package studio.atelier.engine.providers.ollama;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.wire.Failures;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads lines of JSON back into the chat dialect. One thread.
final class OllamaChatAnswer {

    private static final JsonMapper LINES = JsonMapper.builder().build();
    private static final int LINE_CHARS_MAX = 8 << 20;

    private final Failures failures;
    private final OutputSink sink;
    private int calls;
    private boolean anything;

    OllamaChatAnswer(Failures failures, OutputSink sink) {
        this.failures = failures;
        this.sink = sink;
    }

    Answer read(BufferedReader lines) throws IOException {
        for (Optional<String> line = next(lines); line.isPresent(); line = next(lines)) {
            if (line.get().isBlank()) {
                continue;
            }
            JsonNode piece = LINES.readTree(line.get());
            if (piece.path("error").isString()) {
                return new Answer.Failed(failures.begun(piece, null));
            }
            take(piece.path("message"));
            sink.flush();
            if (piece.path("done").asBoolean(false)) {
                return finished(piece);
            }
        }
        return new Answer.Failed(failures.senseless("The stream ended before the answer was complete.", null));
    }

    /// A line that never ends is not kept.
    private static Optional<String> next(BufferedReader lines) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int sign = lines.read(); sign >= 0; sign = lines.read()) {
            if (sign == '\n') {
                return Optional.of(line.toString());
            }
            if (line.length() == LINE_CHARS_MAX) {
                throw new IOException("a line is longer than " + LINE_CHARS_MAX + " characters");
            }
            line.append((char) sign);
        }
        return line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
    }

    private void take(JsonNode message) {
        String thought = message.path("thinking").asString("");
        if (!thought.isEmpty()) {
            sink.reasoning(thought);
        }
        String text = message.path("content").asString("");
        if (!text.isEmpty()) {
            anything = true;
            sink.text(text);
        }
        for (JsonNode each : message.path("tool_calls")) {
            ObjectNode call = LINES.createObjectNode()
                    .put("index", calls)
                    .put("id", "call_" + calls)
                    .put("type", "function");
            JsonNode arguments = each.path("function").path("arguments");
            call.putObject("function")
                    .put("name", each.path("function").path("name").asString(""))
                    .put("arguments", arguments.isObject() ? arguments.toString() : "{}");
            calls++;
            anything = true;
            sink.toolCalls(LINES.createArrayNode().add(call));
        }
    }

    private Answer finished(JsonNode last) {
        if (!anything) {
            return new Answer.Failed(
                    new ProviderFailure.BadOutput(failures.words("The model answered with nothing.", null)));
        }
        Usage usage = last.path("eval_count").isIntegralNumber()
                ? new Usage(
                        Math.max(0, last.path("prompt_eval_count").asLong(0)),
                        null,
                        null,
                        Math.max(0, last.path("eval_count").asLong(0)),
                        null,
                        null,
                        null)
                : Usage.UNSAID;
        String reason = last.path("done_reason").asString("").equals("length") ? "length" : "stop";
        return new Answer.Completed(usage, null, calls > 0 ? "tool_calls" : reason);
    }
}
