package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.RunObserver;
import studio.atelier.platform.problem.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The events of one answer of `/v1/responses`, in the order that clients rely on: every
/// item is added before it grows and done before the answer is. A model that thinks, speaks and thinks again has
/// an item for each turn. One thread. The first byte goes out with the first word of the model, so that a failure
/// before it still is a status.
final class ResponsesStream implements RunObserver {

    private static final String IN_PROGRESS = "in_progress";
    private static final String COMPLETED = "completed";

    private final Ask ask;
    private final HttpServletResponse response;
    private final JsonMapper json;
    private final ResponsesAnswer answer;
    private final List<Item> items = new ArrayList<>();
    private final Map<Integer, Item> calls = new HashMap<>();
    private @Nullable Generation row;
    private @Nullable EventStream events;
    private @Nullable Item open;
    private int sequence;

    ResponsesStream(Ask ask, HttpServletResponse response, JsonMapper json, ResponsesAnswer answer) {
        this.ask = ask;
        this.response = response;
        this.json = json;
        this.answer = answer;
    }

    private enum Kind {
        REASONING,
        MESSAGE,
        CALL
    }

    /// What the model says in one go. Calls grow side by side; of the others one at most is open.
    private static final class Item {
        private final Kind kind;
        private final int place;
        private final String id;
        private final StringBuilder text = new StringBuilder();
        private @Nullable ObjectNode done;
        private String callId = "";
        private String name = "";

        Item(Kind kind, int place, String id) {
            this.kind = kind;
            this.place = place;
            this.id = id;
        }
    }

    void begin(Generation accepted) {
        row = accepted;
        ask.stamp(response, accepted);
    }

    boolean silent() {
        return events == null;
    }

    /// The space between two thoughts begins no item.
    @Override
    public void reasoning(String delta) {
        if (delta.isBlank() && !isOpen(Kind.REASONING)) {
            return;
        }
        try {
            Item item = turn(Kind.REASONING);
            item.text.append(delta);
            send(
                    "response.reasoning_summary_text.delta",
                    within(item, "summary_index").put("delta", delta));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void text(String delta) {
        try {
            Item item = turn(Kind.MESSAGE);
            item.text.append(delta);
            ObjectNode event = within(item, "content_index").put("delta", delta);
            event.putArray("logprobs");
            send("response.output_text.delta", event);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void flush() {
        if (events != null) {
            events.flushForRun();
        }
    }

    @Override
    public void toolCalls(JsonNode pieces) {
        try {
            start();
            closeOpen(COMPLETED);
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
        Item call = calls.get(index);
        if (call == null) {
            call = added(Kind.CALL);
            call.callId = piece.path("id").asString("");
            call.name = piece.path("function").path("name").asString("");
            calls.put(index, call);
            send(
                    "response.output_item.added",
                    placed(call, answer.call(call.id, call.callId, call.name, "", IN_PROGRESS)));
        }
        String more = piece.path("function").path("arguments").asString("");
        if (!more.isEmpty()) {
            call.text.append(more);
            send("response.function_call_arguments.delta", at(call).put("delta", more));
        }
    }

    void end(Generation ended) throws IOException {
        start();
        ObjectNode whole = answer.ended(ended);
        String status = whole.path("status").asString();
        if (calls.isEmpty() && items.stream().noneMatch(item -> item.kind == Kind.MESSAGE)) {
            turn(Kind.MESSAGE);
        }
        closeOpen(status);
        for (Item item : items) {
            if (item.kind == Kind.CALL) {
                closeCall(item);
            }
        }
        // What was streamed is what the answer holds, each item at its place.
        ArrayNode output = whole.putArray("output");
        items.forEach(item -> output.add(Objects.requireNonNull(item.done)));
        last("response." + status, whole);
    }

    /// After the first event the status is gone.
    void fail(Generation ended, Problem problem) throws IOException {
        last("response.failed", answer.failed(ended, problem));
    }

    private void last(String type, ObjectNode whole) throws IOException {
        send(type, json.createObjectNode().set("response", whole));
        events().flush();
    }

    private void start() throws IOException {
        if (events != null) {
            return;
        }
        events = new EventStream(response, json);
        for (String type : new String[] {"response.created", "response.in_progress"}) {
            send(type, json.createObjectNode().set("response", answer.begun(row())));
        }
    }

    private boolean isOpen(Kind kind) {
        return open != null && open.kind == kind;
    }

    /// @return the open item of this kind; what was open before is done
    private Item turn(Kind kind) throws IOException {
        start();
        if (open != null && open.kind == kind) {
            return open;
        }
        closeOpen(COMPLETED);
        Item item = added(kind);
        open = item;
        if (kind == Kind.REASONING) {
            send("response.output_item.added", placed(item, answer.reasoning(item.id, null)));
            ObjectNode part = within(item, "summary_index");
            part.set("part", answer.summary(""));
            send("response.reasoning_summary_part.added", part);
        } else {
            send("response.output_item.added", placed(item, answer.message(item.id, null, IN_PROGRESS)));
            ObjectNode part = within(item, "content_index");
            part.set("part", answer.part(""));
            send("response.content_part.added", part);
        }
        return item;
    }

    private Item added(Kind kind) {
        int place = items.size();
        boolean first = items.stream().noneMatch(item -> item.kind == kind);
        String id = switch (kind) {
            case REASONING -> ResponsesAnswer.reasoningId(row(), first ? 0 : place);
            case MESSAGE -> ResponsesAnswer.messageId(row(), first ? 0 : place);
            case CALL -> ResponsesAnswer.callId(row(), place);
        };
        Item item = new Item(kind, place, id);
        items.add(item);
        return item;
    }

    /// @param status of the message, if one is open
    private void closeOpen(String status) throws IOException {
        Item item = open;
        open = null;
        if (item == null) {
            return;
        }
        String text = item.text.toString();
        if (item.kind == Kind.REASONING) {
            send(
                    "response.reasoning_summary_text.done",
                    within(item, "summary_index").put("text", text));
            ObjectNode part = within(item, "summary_index");
            part.set("part", answer.summary(text));
            send("response.reasoning_summary_part.done", part);
            done(item, answer.reasoning(item.id, text));
        } else {
            ObjectNode said = within(item, "content_index").put("text", text);
            said.putArray("logprobs");
            send("response.output_text.done", said);
            ObjectNode part = within(item, "content_index");
            part.set("part", answer.part(text));
            send("response.content_part.done", part);
            done(item, answer.message(item.id, text, status));
        }
    }

    private void closeCall(Item call) throws IOException {
        String arguments = call.text.toString();
        send(
                "response.function_call_arguments.done",
                at(call).put("name", call.name).put("arguments", arguments));
        done(call, answer.call(call.id, call.callId, call.name, arguments, COMPLETED));
    }

    private void done(Item item, ObjectNode as) throws IOException {
        item.done = as;
        send("response.output_item.done", placed(item, as));
    }

    private ObjectNode at(Item item) {
        return json.createObjectNode().put("item_id", item.id).put("output_index", item.place);
    }

    /// @param index what its only part is counted by
    private ObjectNode within(Item item, String index) {
        return at(item).put(index, 0);
    }

    private ObjectNode placed(Item item, ObjectNode as) {
        ObjectNode event = json.createObjectNode().put("output_index", item.place);
        event.set("item", as);
        return event;
    }

    private void send(String type, JsonNode data) throws IOException {
        ObjectNode event = json.createObjectNode().put("type", type).put("sequence_number", sequence++);
        for (Map.Entry<String, JsonNode> each : data.properties()) {
            event.set(each.getKey(), each.getValue());
        }
        events().send(type, event);
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
