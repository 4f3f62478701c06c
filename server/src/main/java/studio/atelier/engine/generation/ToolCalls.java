package studio.atelier.engine.generation;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Puts together the calls of tools that a chat model asks for, which arrive in pieces. One thread.
final class ToolCalls {

    /// Calls of one answer at most; further ones are dropped.
    static final int CALLS_MAX = 128;

    /// Characters of all arguments at most; what goes beyond is dropped.
    static final int ARGUMENTS_MAX = 1_000_000;

    private final TreeMap<Integer, ObjectNode> calls = new TreeMap<>();
    private int length;

    /// @param pieces each with `index`, where it belongs; by position where it has none
    void add(JsonNode pieces) {
        int position = 0;
        for (JsonNode piece : pieces) {
            int index = piece.path("index").asInt(position);
            position++;
            if (calls.containsKey(index) || calls.size() < CALLS_MAX) {
                merge(calls.computeIfAbsent(index, _ -> blank()), piece);
            }
        }
    }

    private static ObjectNode blank() {
        ObjectNode call = JsonNodeFactory.instance.objectNode().put("id", "").put("type", "function");
        call.putObject("function").put("name", "").put("arguments", "");
        return call;
    }

    private void merge(ObjectNode call, JsonNode piece) {
        if (piece.path("id").isString()) {
            call.put("id", piece.path("id").asString());
        }
        ObjectNode function = (ObjectNode) call.path("function");
        append(function, "name", piece.path("function").path("name"));
        append(function, "arguments", piece.path("function").path("arguments"));
    }

    private void append(ObjectNode function, String field, JsonNode piece) {
        String more = piece.asString("");
        if (length + more.length() <= ARGUMENTS_MAX) {
            length += more.length();
            function.put(field, function.path(field).asString("") + more);
        }
    }

    /// Takes up what was kept before a crash.
    void restore(@Nullable JsonNode kept) {
        if (kept != null) {
            add(kept);
        }
    }

    /// @return null when no tool was called
    @Nullable
    JsonNode asJson() {
        if (calls.isEmpty()) {
            return null;
        }
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        calls.values().forEach(all::add);
        return all;
    }
}
