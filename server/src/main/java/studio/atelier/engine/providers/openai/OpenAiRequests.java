package studio.atelier.engine.providers.openai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.Reference;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.platform.outbound.OutboundCall.Payload;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the bodies of calls.
final class OpenAiRequests {

    private static final String TOKEN_LIMIT = "max_completion_tokens";
    private static final String MESSAGES = "messages";

    private OpenAiRequests() {}

    /// @param live somebody hears the text while it comes
    static Payload chat(ProviderCall call, OpenAiSwitches switches, boolean live) {
        var files = new JsonWithFiles();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", call.model());
        body.put(MESSAGES, messages(call, switches, files));
        call.parameters().forEach((name, value) -> {
            if (!name.equals(MESSAGES)) {
                body.put(name.equals(TOKEN_LIMIT) ? switches.tokenLimit() : name, value);
            }
        });
        if (switches.stream() && live) {
            body.put("stream", true);
            if (switches.streamUsage()) {
                body.put("stream_options", Map.of("include_usage", true));
            }
        }
        return files.payload(body);
    }

    static Payload images(ProviderCall call, OpenAiSwitches switches) {
        var files = new JsonWithFiles();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", call.model());
        body.put("prompt", call.prompt());
        body.putAll(call.parameters());
        if (!switches.responseFormat().isEmpty()) {
            body.put("response_format", switches.responseFormat());
        }
        if (!call.references().isEmpty()) {
            List<Map<String, Object>> images = new ArrayList<>();
            call.references().forEach(each -> images.add(Map.of("image_url", files.dataUrl(each))));
            body.put("images", images);
        }
        Reference mask = call.assets().get("mask");
        if (mask != null) {
            body.put("mask", Map.of("image_url", files.dataUrl(mask)));
        }
        if (partials(call) > 0) {
            body.put("stream", true);
        }
        return files.payload(body);
    }

    /// How many unfinished pictures were asked for.
    static int partials(ProviderCall call) {
        JsonNode partials = call.parameters().get("partial_images");
        return partials == null ? 0 : partials.asInt(0);
    }

    private static List<Object> messages(ProviderCall call, OpenAiSwitches switches, JsonWithFiles files) {
        List<Object> messages = new ArrayList<>();
        JsonNode given = call.parameters().get(MESSAGES);
        if (given != null) {
            given.forEach(message -> messages.add(renamed(message, switches)));
        }
        if (given == null || !call.references().isEmpty()) {
            messages.add(Map.of("role", "user", "content", content(call, given == null, files)));
        }
        return messages;
    }

    private static Object content(ProviderCall call, boolean withPrompt, JsonWithFiles files) {
        if (call.references().isEmpty()) {
            return call.prompt();
        }
        List<Map<String, Object>> parts = new ArrayList<>();
        if (withPrompt) {
            parts.add(Map.of("type", "text", "text", call.prompt()));
        }
        call.references()
                .forEach(each ->
                        parts.add(Map.of("type", "image_url", "image_url", Map.of("url", files.dataUrl(each)))));
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
