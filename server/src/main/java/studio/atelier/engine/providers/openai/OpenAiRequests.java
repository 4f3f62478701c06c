package studio.atelier.engine.providers.openai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.platform.outbound.OutboundCall.Payload;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the bodies of calls.
final class OpenAiRequests {

    private static final String TOKEN_LIMIT = "max_completion_tokens";
    private static final String MESSAGES = "messages";

    private OpenAiRequests() {}

    static Payload chat(ProviderCall call, OpenAiSwitches switches) {
        var pictures = new JsonWithPictures(call.references());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", call.model());
        body.put(MESSAGES, messages(call, switches, pictures));
        call.parameters().forEach((name, value) -> {
            if (!name.equals(MESSAGES)) {
                body.put(name.equals(TOKEN_LIMIT) ? switches.tokenLimit() : name, value);
            }
        });
        if (switches.stream()) {
            body.put("stream", true);
            if (switches.streamUsage()) {
                body.put("stream_options", Map.of("include_usage", true));
            }
        }
        return pictures.payload(body);
    }

    static Payload images(ProviderCall call, OpenAiSwitches switches) {
        var pictures = new JsonWithPictures(call.references());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", call.model());
        body.put("prompt", call.prompt());
        body.putAll(call.parameters());
        if (!switches.responseFormat().isEmpty()) {
            body.put("response_format", switches.responseFormat());
        }
        if (!call.references().isEmpty()) {
            List<Map<String, Object>> images = new ArrayList<>();
            for (int index = 0; index < call.references().size(); index++) {
                images.add(Map.of("image_url", pictures.urlOf(index)));
            }
            body.put("images", images);
        }
        return pictures.payload(body);
    }

    private static List<Object> messages(ProviderCall call, OpenAiSwitches switches, JsonWithPictures pictures) {
        List<Object> messages = new ArrayList<>();
        JsonNode given = call.parameters().get(MESSAGES);
        if (given != null) {
            given.forEach(message -> messages.add(renamed(message, switches)));
        }
        if (given == null || !call.references().isEmpty()) {
            messages.add(Map.of("role", "user", "content", content(call, given == null, pictures)));
        }
        return messages;
    }

    private static Object content(ProviderCall call, boolean withPrompt, JsonWithPictures pictures) {
        if (call.references().isEmpty()) {
            return call.prompt();
        }
        List<Map<String, Object>> parts = new ArrayList<>();
        if (withPrompt) {
            parts.add(Map.of("type", "text", "text", call.prompt()));
        }
        for (int index = 0; index < call.references().size(); index++) {
            parts.add(Map.of("type", "image_url", "image_url", Map.of("url", pictures.urlOf(index))));
        }
        return parts;
    }

    /// `developer` and `system` mean the same; a server knows one of them or both.
    private static JsonNode renamed(JsonNode message, OpenAiSwitches switches) {
        String role = message.path("role").asString("");
        if (message instanceof ObjectNode object
                && role.equals("developer")
                && !switches.systemRole().equals(role)) {
            return object.deepCopy().put("role", switches.systemRole());
        }
        return message;
    }
}
