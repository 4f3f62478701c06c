package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.catalog.GenerationType;
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
    private final KnownModels models;
    private final JsonMapper json;

    ChatResource(Generations generations, KnownModels models, JsonMapper json) {
        this.generations = generations;
        this.models = models;
        this.json = json;
    }

    @PostMapping("/v1/chat/completions")
    void complete(HttpServletRequest http, HttpServletResponse response, @RequestBody JsonNode body)
            throws IOException {
        Ask ask = Ask.of(http);
        RequestReader reader = new RequestReader(body);
        String model = reader.text("model");
        boolean stream = reader.flag("stream");
        JsonNode options = reader.take("stream_options");
        JsonNode messages = reader.parameters().get("messages");
        if (messages == null || !messages.isArray() || messages.isEmpty()) {
            reader.faults().add("/messages", "required", "A list with at least one message belongs here.");
        }
        UUID projectId = reader.project(ask.project());
        reader.check();
        Fitting fitting = fitted(model, reader);
        var work = new Ask.Work(
                "v1.chat",
                GenerationType.TEXT,
                model,
                Conversation.lastWords(messages),
                fitting.parameters(),
                List.of());
        GenerationRequest request = ask.request(projectId, work);
        if (stream) {
            boolean usage = options != null && options.path("include_usage").asBoolean(false);
            stream(ask.actor(), request, new ChatStream(ask, response, json, usage), fitting);
        } else {
            whole(ask, request, response, fitting);
        }
    }

    /// Says the same in the words of the model. A row is kept of every answer, so `store` changes nothing.
    private Fitting fitted(@Nullable String name, RequestReader reader) {
        reader.take("store");
        return new Fitting(models.runnable(name, reader.faults()), reader.parameters())
                .called("max_tokens", "max_completion_tokens")
                .called("max_completion_tokens", "max_tokens")
                .without("n", "1")
                .without("logprobs", "false")
                .without("tools", "")
                .without("include_reasoning", "true")
                .without("parallel_tool_calls", "true")
                .withoutHint("prompt_cache_key");
    }

    private void whole(Ask ask, GenerationRequest request, HttpServletResponse response, Fitting fitting)
            throws IOException {
        Generation row = Failure.requireCompleted(
                fitting.inTheirWords(() -> generations.stream(ask.actor(), request, _ -> {}, RunObserver.WHOLE)));
        ask.stamp(response, row);
        response.setContentType("application/json");
        json.writeValue(response.getOutputStream(), ChatAnswer.whole(json, row));
    }

    private void stream(Actor actor, GenerationRequest request, ChatStream stream, Fitting fitting) throws IOException {
        Generation row = fitting.inTheirWords(() -> generations.stream(actor, request, stream::begin, stream));
        if (row.status() == Status.COMPLETED) {
            stream.end(row);
        } else if (stream.silent()) {
            Failure.requireCompleted(row);
        } else if (row.status() != Status.CANCELLED) {
            stream.fail(Failure.problem(row));
        }
    }
}
