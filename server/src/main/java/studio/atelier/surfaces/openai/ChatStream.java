package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.RunObserver;
import studio.atelier.platform.problem.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Server-sent events of one chat. One thread. The first byte goes out with the first
/// text, so that a failure before it still is a status.
final class ChatStream implements RunObserver {

    private static final int SERVER_ERROR = 500;

    private final Ask ask;
    private final HttpServletResponse response;
    private final JsonMapper json;
    private final boolean usage;
    private @Nullable Generation row;
    private @Nullable EventStream events;

    /// A chunk is as the one before it, but for what it says.
    private @Nullable ObjectNode chunk;

    ChatStream(Ask ask, HttpServletResponse response, JsonMapper json, boolean usage) {
        this.ask = ask;
        this.response = response;
        this.json = json;
        this.usage = usage;
    }

    void begin(Generation accepted) {
        row = accepted;
        ask.stamp(response, accepted);
    }

    boolean silent() {
        return events == null;
    }

    @Override
    public void text(String delta) {
        say(json.createObjectNode().put("content", delta));
    }

    @Override
    public void flush() {
        if (events != null) {
            events.flushForRun();
        }
    }

    @Override
    public void reasoning(String delta) {
        say(json.createObjectNode().put(ChatAnswer.REASONING, delta));
    }

    @Override
    public void toolCalls(JsonNode pieces) {
        ObjectNode delta = json.createObjectNode();
        ArrayNode calls = delta.putArray("tool_calls");
        for (JsonNode piece : pieces) {
            ObjectNode call = (ObjectNode) piece.deepCopy();
            calls.add(call.has("index") ? call : call.put("index", calls.size()));
        }
        say(delta);
    }

    private void say(ObjectNode delta) {
        try {
            open();
            if (chunk == null) {
                chunk = ChatAnswer.chunk(json, row(), delta, null);
            }
            ((ObjectNode) chunk.path("choices").path(0)).set("delta", delta);
            send(chunk);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    void end(Generation ended) throws IOException {
        open();
        String reason = ended.result() == null ? "stop" : ChatAnswer.reason(ended.result());
        send(ChatAnswer.chunk(json, ended, json.createObjectNode(), reason));
        if (usage) {
            ObjectNode last = ChatAnswer.chunk(json, ended, null, null);
            last.set("usage", ChatAnswer.usage(json, ended));
            send(last);
        }
        events().done();
    }

    /// After the first text the status is gone; the error is an event.
    void fail(Problem problem) throws IOException {
        send(json.valueToTree(Map.of("error", OpenAiDialect.error(problem, SERVER_ERROR))));
        events().flush();
    }

    private void open() throws IOException {
        if (events != null) {
            return;
        }
        events = new EventStream(response, json);
        send(ChatAnswer.chunk(
                json, row(), json.createObjectNode().put("role", "assistant").put("content", ""), null));
    }

    private void send(JsonNode chunk) throws IOException {
        events().send(null, chunk);
    }

    private EventStream events() {
        if (events == null) {
            throw new IllegalStateException("the stream has not begun");
        }
        return events;
    }

    private Generation row() {
        if (row == null) {
            throw new IllegalStateException("text before the request was accepted");
        }
        return row;
    }
}
