package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.RunObserver;
import studio.atelier.platform.problem.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The events of one answer of `/v1/responses`, each flushed at once, in the order that clients rely on: every
/// item is added before it grows and done before the answer is. One thread. The first byte goes out with the
/// first word of the model, so that a failure before it still is a status.
final class ResponsesStream implements RunObserver {

    private static final String IN_PROGRESS = "in_progress";

    private final Ask ask;
    private final HttpServletResponse response;
    private final JsonMapper json;
    private final ResponsesAnswer answer;
    private final TreeMap<Integer, Call> calls = new TreeMap<>();
    private final StringBuilder thought = new StringBuilder();
    private final StringBuilder said = new StringBuilder();
    private @Nullable Generation row;
    private @Nullable EventStream events;
    private int sequence;
    private int items;
    private int reasoningAt = -1;
    private boolean reasoned;
    private int messageAt = -1;

    ResponsesStream(Ask ask, HttpServletResponse response, JsonMapper json, ResponsesAnswer answer) {
        this.ask = ask;
        this.response = response;
        this.json = json;
        this.answer = answer;
    }

    /// A call of a tool while it is put together.
    private static final class Call {
        private final int place;
        private final String id;
        private final String name;
        private final StringBuilder arguments = new StringBuilder();

        Call(int place, String id, String name) {
            this.place = place;
            this.id = id;
            this.name = name;
        }
    }

    void begin(Generation accepted) {
        row = accepted;
        ask.stamp(response, accepted);
    }

    boolean silent() {
        return events == null;
    }

    /// Thoughts after the answer began are on the row only: the item that holds them comes first, and opens once.
    @Override
    public void reasoning(String delta) {
        if (reasoned) {
            return;
        }
        try {
            open();
            openReasoning();
            thought.append(delta);
            send("response.reasoning_summary_text.delta", reasoningPlace().put("delta", delta));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void text(String delta) {
        try {
            open();
            closeReasoning();
            openMessage();
            said.append(delta);
            ObjectNode event = json.createObjectNode()
                    .put("item_id", "msg_" + row().id())
                    .put("output_index", messageAt)
                    .put("content_index", 0)
                    .put("delta", delta);
            event.putArray("logprobs");
            send("response.output_text.delta", event);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void toolCalls(JsonNode pieces) {
        try {
            open();
            closeReasoning();
            int position = 0;
            for (JsonNode piece : pieces) {
                grow(piece, piece.path("index").asInt(position));
                position++;
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void grow(JsonNode piece, int index) throws IOException {
        Call call = calls.get(index);
        if (call == null) {
            call = new Call(
                    items++,
                    piece.path("id").asString(""),
                    piece.path("function").path("name").asString(""));
            calls.put(index, call);
            send(
                    "response.output_item.added",
                    placed(call.place, answer.call(row(), call.place, call.id, call.name, "", IN_PROGRESS)));
        }
        String more = piece.path("function").path("arguments").asString("");
        if (!more.isEmpty()) {
            call.arguments.append(more);
            send(
                    "response.function_call_arguments.delta",
                    json.createObjectNode()
                            .put("item_id", "fc_" + row().id() + "_" + call.place)
                            .put("output_index", call.place)
                            .put("delta", more));
        }
    }

    void end(Generation ended) throws IOException {
        open();
        ObjectNode whole = answer.ended(ended, reasoningAt >= 0);
        String status = whole.path("status").asString();
        closeReasoning();
        if (messageAt < 0 && calls.isEmpty()) {
            openMessage();
        }
        closeMessage(status);
        for (Call call : calls.values()) {
            close(call);
        }
        send("response." + status, json.createObjectNode().set("response", whole));
    }

    private void closeMessage(String status) throws IOException {
        if (messageAt < 0) {
            return;
        }
        ObjectNode done = json.createObjectNode()
                .put("item_id", "msg_" + row().id())
                .put("output_index", messageAt)
                .put("content_index", 0);
        ObjectNode text = done.deepCopy().put("text", said.toString());
        text.putArray("logprobs");
        send("response.output_text.done", text);
        done.set("part", answer.part(said.toString()));
        send("response.content_part.done", done);
        send("response.output_item.done", placed(messageAt, answer.message(row(), said.toString(), status)));
    }

    private void close(Call call) throws IOException {
        String arguments = call.arguments.toString();
        send(
                "response.function_call_arguments.done",
                json.createObjectNode()
                        .put("item_id", "fc_" + row().id() + "_" + call.place)
                        .put("output_index", call.place)
                        .put("name", call.name)
                        .put("arguments", arguments));
        send(
                "response.output_item.done",
                placed(call.place, answer.call(row(), call.place, call.id, call.name, arguments, "completed")));
    }

    /// After the first event the status is gone.
    void fail(Generation ended, Problem problem) throws IOException {
        send("response.failed", json.createObjectNode().set("response", answer.failed(ended, problem)));
    }

    private void open() throws IOException {
        if (events != null) {
            return;
        }
        events = new EventStream(response, json);
        for (String type : new String[] {"response.created", "response.in_progress"}) {
            send(type, json.createObjectNode().set("response", answer.begun(row())));
        }
    }

    private void openReasoning() throws IOException {
        if (reasoningAt >= 0) {
            return;
        }
        reasoningAt = items++;
        send("response.output_item.added", placed(reasoningAt, answer.reasoning(row(), null)));
        send("response.reasoning_summary_part.added", reasoningPlace().set("part", answer.summary("")));
    }

    /// The model thought before it speaks.
    private void closeReasoning() throws IOException {
        if (reasoned) {
            return;
        }
        reasoned = true;
        if (reasoningAt < 0) {
            return;
        }
        String text = thought.toString();
        send("response.reasoning_summary_text.done", reasoningPlace().put("text", text));
        send("response.reasoning_summary_part.done", reasoningPlace().set("part", answer.summary(text)));
        send("response.output_item.done", placed(reasoningAt, answer.reasoning(row(), text)));
    }

    private ObjectNode reasoningPlace() {
        return json.createObjectNode()
                .put("item_id", "rs_" + row().id())
                .put("output_index", reasoningAt)
                .put("summary_index", 0);
    }

    private void openMessage() throws IOException {
        if (messageAt >= 0) {
            return;
        }
        messageAt = items++;
        send("response.output_item.added", placed(messageAt, answer.message(row(), null, IN_PROGRESS)));
        ObjectNode part = json.createObjectNode()
                .put("item_id", "msg_" + row().id())
                .put("output_index", messageAt)
                .put("content_index", 0);
        part.set("part", answer.part(""));
        send("response.content_part.added", part);
    }

    private ObjectNode placed(int place, ObjectNode item) {
        ObjectNode event = json.createObjectNode().put("output_index", place);
        event.set("item", item);
        return event;
    }

    private void send(String type, JsonNode data) throws IOException {
        if (events == null) {
            throw new IllegalStateException("the stream has not begun");
        }
        ObjectNode event = json.createObjectNode().put("type", type).put("sequence_number", sequence++);
        for (Map.Entry<String, JsonNode> each : data.properties()) {
            event.set(each.getKey(), each.getValue());
        }
        events.send(type, event);
    }

    private Generation row() {
        if (row == null) {
            throw new IllegalStateException("text before the request was accepted");
        }
        return row;
    }
}
