package studio.atelier.engine.providers.comfyui;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A stored graph whose texts of the form `{name}` give place to values. A value is never part of a text, so
/// no prompt can change the graph.
record Graph(JsonNode template) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// @param name of a file in the resources, without its ending
    static Graph stored(String name) {
        try (InputStream in = Graph.class.getResourceAsStream("/comfyui/" + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the graph " + name + " is not in the jar");
            }
            return new Graph(JSON.readTree(in));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    JsonNode with(Map<String, JsonNode> values) {
        return filled(template, values);
    }

    private static JsonNode filled(JsonNode node, Map<String, JsonNode> values) {
        String text = node.asString("");
        if (node.isString() && text.startsWith("{") && text.endsWith("}")) {
            JsonNode value = values.get(text.substring(1, text.length() - 1));
            if (value == null) {
                throw new IllegalStateException("the graph needs " + text);
            }
            return value;
        }
        if (node.isObject()) {
            ObjectNode object = JSON.createObjectNode();
            node.properties().forEach(each -> object.set(each.getKey(), filled(each.getValue(), values)));
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = JSON.createArrayNode();
            node.forEach(each -> array.add(filled(each, values)));
            return array;
        }
        return node;
    }
}
