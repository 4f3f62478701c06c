package studio.atelier.engine.catalog;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The size of what a program sends beside the prompt: messages and tools.
///
/// @param textBytes UTF-8 bytes of all names and texts, with a few for each frame
/// @param pictures  parts that carry a picture
record Conversation(long textBytes, int pictures) {

    private static final Conversation NOTHING = new Conversation(0, 0);
    private static final int FRAME_BYTES = 4;

    static Conversation of(Map<String, JsonNode> parameters) {
        Conversation size = NOTHING;
        for (String name : new String[] {"messages", "tools", "response_format", "input"}) {
            JsonNode value = parameters.get(name);
            if (value != null) {
                size = size.plus(of(value));
            }
        }
        return size;
    }

    private static Conversation of(JsonNode node) {
        if (node.isObject() && node.has("image_url")) {
            return new Conversation(FRAME_BYTES, 1);
        }
        Conversation size = new Conversation(FRAME_BYTES, 0);
        if (node.isString()) {
            return size.plus(bytes(node.asString()));
        }
        for (var each : node.properties()) {
            size = size.plus(bytes(each.getKey())).plus(of(each.getValue()));
        }
        if (node.isArray()) {
            for (JsonNode each : node) {
                size = size.plus(of(each));
            }
        }
        return size;
    }

    private static Conversation bytes(String text) {
        return new Conversation(text.getBytes(StandardCharsets.UTF_8).length, 0);
    }

    private Conversation plus(Conversation other) {
        return new Conversation(textBytes + other.textBytes, pictures + other.pictures);
    }
}
