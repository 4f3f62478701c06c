package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import studio.atelier.engine.generation.Generation;
import studio.atelier.platform.database.Actor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Pictures in the dialect's shapes. Thread-safe.
final class PicturesAnswer {

    /// What the answer repeats of what was asked.
    private static final List<String> REPEATED = List.of("size", "quality", "background", "output_format");

    private final Files files;
    private final JsonMapper json;

    PicturesAnswer(Files files, JsonMapper json) {
        this.files = files;
        this.json = json;
    }

    void whole(Ask ask, Generation row, boolean asUrl, HttpServletResponse response) throws IOException {
        ObjectNode answer = json.createObjectNode();
        answer.put("created", row.createdAt().getEpochSecond());
        ArrayNode data = answer.putArray("data");
        for (JsonNode output : outputs(row)) {
            ObjectNode each = data.addObject();
            if (asUrl) {
                each.put("url", ask.site() + output.path("url").asString());
            } else {
                each.put("b64_json", files.base64(ask.actor(), id(output)));
            }
        }
        repeat(row, answer);
        usage(row, answer);
        response.setContentType("application/json");
        json.writeValue(response.getOutputStream(), answer);
    }

    /// Each finished picture as an event.
    ///
    /// @param events `image_generation` or `image_edit`
    void stream(Actor actor, Generation row, String events, HttpServletResponse response) throws IOException {
        var stream = new EventStream(response, json);
        String type = events + ".completed";
        for (JsonNode output : outputs(row)) {
            ObjectNode event = json.createObjectNode().put("type", type);
            event.put("b64_json", files.base64(actor, id(output)));
            event.put("created_at", row.createdAt().getEpochSecond());
            repeat(row, event);
            usage(row, event);
            stream.send(type, event);
            stream.flush();
        }
    }

    private JsonNode outputs(Generation row) {
        return row.result() == null ? json.createArrayNode() : row.result().path("outputs");
    }

    private static UUID id(JsonNode output) {
        return UUID.fromString(output.path("id").asString());
    }

    private static void repeat(Generation row, ObjectNode answer) {
        for (String name : REPEATED) {
            JsonNode value = row.parameters().path(name);
            if (value.isString()) {
                answer.set(name, value);
            }
        }
    }

    private static void usage(Generation row, ObjectNode answer) {
        if (row.tokensInput() != null && row.tokensOutput() != null) {
            answer.putObject("usage")
                    .put("input_tokens", row.tokensInput())
                    .put("output_tokens", row.tokensOutput())
                    .put("total_tokens", row.tokensInput() + row.tokensOutput());
        }
    }
}
