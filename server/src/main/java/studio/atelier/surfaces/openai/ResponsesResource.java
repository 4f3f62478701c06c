package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.GenerationRequest;
import studio.atelier.engine.generation.Generations;
import studio.atelier.engine.generation.RunObserver;
import studio.atelier.engine.generation.Status;
import studio.atelier.platform.database.Actor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `POST /v1/responses`, whole or as a stream, with any model that chats behind it. Nothing is stored under the
/// answer's id; the row is the generation.
@RestController
class ResponsesResource {

    private final Generations generations;
    private final KnownModels models;
    private final JsonMapper json;

    ResponsesResource(Generations generations, KnownModels models, JsonMapper json) {
        this.generations = generations;
        this.models = models;
        this.json = json;
    }

    @PostMapping("/v1/responses")
    void respond(HttpServletRequest http, HttpServletResponse response, @RequestBody JsonNode body) throws IOException {
        Ask ask = Ask.of(http);
        var asked = new ResponsesRequest(body);
        UUID project = asked.project(ask.project());
        Model model = models.making(GenerationType.TEXT, asked.model(), asked.faults());
        Fitting fitting = new Fitting(model, asked.parameters())
                .called("max_completion_tokens", "max_tokens")
                .saying("max_completion_tokens", "max_output_tokens")
                .saying("messages", "input")
                .saying("response_format", "text")
                .without("include_reasoning", "true")
                .without("parallel_tool_calls", "true")
                .withoutHint("prompt_cache_key");
        var work = new Ask.Work(
                "v1.responses",
                GenerationType.TEXT,
                asked.model(),
                Conversation.lastWords(asked.messages()),
                fitting.parameters(),
                List.of());
        GenerationRequest request = ask.request(project, work);
        var answer = new ResponsesAnswer(json, asked.repeated());
        if (asked.stream()) {
            stream(ask.actor(), request, new ResponsesStream(ask, response, json, answer), fitting);
        } else {
            Generation row = Failure.requireCompleted(
                    fitting.inTheirWords(() -> generations.stream(ask.actor(), request, _ -> {}, RunObserver.WHOLE)));
            ask.stamp(response, row);
            response.setContentType("application/json");
            json.writeValue(response.getOutputStream(), answer.ended(row));
        }
    }

    private void stream(Actor actor, GenerationRequest request, ResponsesStream stream, Fitting fitting)
            throws IOException {
        Generation row = fitting.inTheirWords(() -> generations.stream(actor, request, stream::begin, stream));
        if (row.status() == Status.COMPLETED) {
            stream.end(row);
        } else if (stream.silent()) {
            Failure.requireCompleted(row);
        } else if (row.status() != Status.CANCELLED) {
            stream.fail(row, Failure.problem(row));
        }
    }
}
