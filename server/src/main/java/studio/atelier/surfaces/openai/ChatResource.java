package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.GenerationRequest;
import studio.atelier.engine.generation.Generations;
import studio.atelier.engine.generation.RunObserver;
import studio.atelier.engine.generation.Status;
import studio.atelier.platform.database.Actor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `POST /v1/chat/completions`, whole or as a stream. The request's own thread runs the generation, so a
/// client that leaves is noticed at the next piece of text, and what was used is settled.
@RestController
class ChatResource {

    private final Generations generations;
    private final JsonMapper json;

    ChatResource(Generations generations, JsonMapper json) {
        this.generations = generations;
        this.json = json;
    }

    @PostMapping("/v1/chat/completions")
    void complete(
            Actor actor,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestHeader(name = "OpenAI-Project", required = false) @Nullable String project,
            @RequestBody JsonNode body,
            HttpServletResponse response)
            throws IOException {
        RequestReader reader = new RequestReader(body);
        String model = reader.text("model");
        boolean stream = reader.flag("stream");
        JsonNode options = reader.take("stream_options");
        JsonNode messages = reader.parameters().get("messages");
        if (messages == null || !messages.isArray() || messages.isEmpty()) {
            reader.faults().add("/messages", "required", "A list with at least one message belongs here.");
        }
        UUID projectId = reader.project(project);
        reader.faults().check(OpenAiProblem.INVALID);
        var request = new GenerationRequest(
                projectId, null, model, "text", lastWords(messages), reader.parameters(), List.of(), key, "v1.chat");
        if (stream) {
            boolean usage = options != null && options.path("include_usage").asBoolean(false);
            stream(actor, request, new ChatStream(response, json, usage));
        } else {
            whole(actor, request, response);
        }
    }

    private void whole(Actor actor, GenerationRequest request, HttpServletResponse response) throws IOException {
        Generation row = Failure.requireCompleted(generations.stream(actor, request, _ -> {}, RunObserver.NONE));
        Headers.of(row).forEach((name, values) -> response.setHeader(name, values.getFirst()));
        response.setContentType("application/json");
        json.writeValue(response.getOutputStream(), ChatAnswer.whole(json, row));
    }

    private void stream(Actor actor, GenerationRequest request, ChatStream stream) throws IOException {
        Generation row = generations.stream(actor, request, stream::begin, stream);
        if (row.status() == Status.CANCELLED) {
            return;
        }
        if (row.status() == Status.COMPLETED) {
            stream.end(row);
        } else if (stream.silent()) {
            Failure.requireCompleted(row);
        } else {
            stream.fail(Failure.problem(row));
        }
    }

    /// What the row shows as its prompt: the last thing the person said.
    private static String lastWords(@Nullable JsonNode messages) {
        if (messages == null) {
            return "";
        }
        for (int i = messages.size() - 1; i >= 0; i--) {
            JsonNode content = messages.get(i).path("content");
            if (!messages.get(i).path("role").asString("").equals("user")) {
                continue;
            }
            if (content.isString()) {
                return cut(content.asString());
            }
            for (JsonNode part : content) {
                if (part.path("type").asString("").equals("text")) {
                    return cut(part.path("text").asString(""));
                }
            }
        }
        return "";
    }

    private static final int SHOWN_MAX = 2_000;

    private static String cut(String text) {
        return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) : text;
    }
}
