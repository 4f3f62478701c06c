package studio.atelier.surfaces.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The messages of a chat.
final class Conversation {

    private Conversation() {}

    /// What the row shows as its prompt: the last thing the person said.
    static String lastWords(@Nullable JsonNode messages) {
        if (messages == null) {
            return "";
        }
        for (int i = messages.size() - 1; i >= 0; i--) {
            JsonNode content = messages.get(i).path("content");
            if (!messages.get(i).path("role").asString("").equals("user")) {
                continue;
            }
            if (content.isString()) {
                return Texts.shown(content.asString());
            }
            for (JsonNode part : content) {
                if (part.path("type").asString("").equals("text")) {
                    return Texts.shown(part.path("text").asString(""));
                }
            }
        }
        return "";
    }
}
