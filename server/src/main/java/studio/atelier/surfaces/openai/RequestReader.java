package studio.atelier.surfaces.openai;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;

/// Takes a request of the dialect apart: fields that mean something here are taken, what says who the end
/// user is is dropped, all the rest are parameters of the model, whose schema refuses what it does not
/// know. One request, one thread.
final class RequestReader {

    /// Say who asks, not what is asked.
    private static final Set<String> ABOUT_THE_CALLER =
            Set.of("user", "safety_identifier", "store", "metadata", "prompt_cache_key", "service_tier");

    private final Map<String, JsonNode> rest = new LinkedHashMap<>();
    private final Faults faults = new Faults();

    RequestReader(JsonNode body) {
        if (!body.isObject()) {
            faults.add("", "wrong_type", "Send a JSON object.");
        }
        body.properties().forEach(each -> {
            if (!ABOUT_THE_CALLER.contains(each.getKey()) && !each.getValue().isNull()) {
                rest.put(each.getKey(), each.getValue());
            }
        });
    }

    Faults faults() {
        return faults;
    }

    @Nullable
    String text(String name) {
        JsonNode value = rest.remove(name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            faults.add("/" + name, "wrong_type", "A text belongs here.");
            return null;
        }
        return value.asString();
    }

    boolean flag(String name) {
        JsonNode value = rest.remove(name);
        if (value != null && !value.isBoolean()) {
            faults.add("/" + name, "wrong_type", "True or false belongs here.");
        }
        return value != null && value.asBoolean(false);
    }

    /// The project a request belongs to: the header that the official clients have an option for, or a
    /// field of the body.
    @Nullable
    UUID project(@Nullable String header) {
        String field = text("project_id");
        return field == null ? faults.uuid("OpenAI-Project", header) : faults.uuid("/project_id", field);
    }

    @Nullable
    JsonNode take(String name) {
        return rest.remove(name);
    }

    /// Everything that was not taken.
    Map<String, JsonNode> parameters() {
        return rest;
    }
}
