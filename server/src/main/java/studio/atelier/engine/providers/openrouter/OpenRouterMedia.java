package studio.atelier.engine.providers.openrouter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.Reference;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.engine.providers.wire.Options;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Bodies for pictures and clips, and what a job says.
final class OpenRouterMedia {

    private OpenRouterMedia() {}

    static Map<String, Object> picture(ProviderCall call, JsonWithFiles files) {
        Map<String, Object> body = body(call);
        new Options(call.parameters()).moveRest(body);
        references(call, files, body);
        return body;
    }

    static Map<String, Object> clip(ProviderCall call, JsonWithFiles files) {
        Map<String, Object> body = body(call);
        var options = new Options(call.parameters());
        options.move(Map.of("duration_seconds", "duration"), body);
        options.moveRest(body);
        references(call, files, body);
        List<Object> frames = new ArrayList<>();
        for (String name : List.of("first_frame", "last_frame")) {
            Reference frame = call.assets().get(name);
            if (frame != null) {
                Map<String, Object> written = new LinkedHashMap<>(url(frame, files));
                written.put("frame_type", name);
                frames.add(written);
            }
        }
        if (!frames.isEmpty()) {
            body.put("frame_images", frames);
        }
        if (call.callback() != null && "https".equals(call.callback().getScheme())) {
            body.put("callback_url", call.callback().toString());
        }
        return body;
    }

    private static Map<String, Object> body(ProviderCall call) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", call.model());
        body.put("prompt", call.prompt());
        return body;
    }

    private static void references(ProviderCall call, JsonWithFiles files, Map<String, Object> body) {
        if (!call.references().isEmpty()) {
            body.put(
                    "input_references",
                    call.references().stream().map(file -> url(file, files)).toList());
        }
    }

    private static Map<String, Object> url(Reference file, JsonWithFiles files) {
        return Map.of("type", "image_url", "image_url", Map.of("url", files.dataUrl(file)));
    }

    static ProviderFailure failed(JsonNode job, Failures failures, @Nullable String requestId) {
        JsonNode error = job.path("error");
        String message =
                error.isString() ? error.asString() : error.path("message").asString("");
        return failures.begun(message.isEmpty() ? ended(job) : error.isObject() ? job : flat(message), requestId);
    }

    private static JsonNode ended(JsonNode job) {
        return flat("The provider ended the job: " + job.path("status").asString("") + ".");
    }

    private static JsonNode flat(String message) {
        return JsonNodeFactory.instance.objectNode().put("error", message);
    }
}
