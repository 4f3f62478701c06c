package studio.atelier.engine.generation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.FunctionRoute;
import studio.atelier.platform.http.FunctionRoute.Call;
import studio.atelier.platform.http.FunctionRoute.Reply;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.Problem;
import tools.jackson.databind.JsonNode;

/// The functions `generate-content` and `generate-content-sync` (A23, A24).
final class GenerateFunctions {

    /// What front ends' own time-outs leave to a synchronous function.
    private static final Duration SYNC = Duration.ofSeconds(55);

    private static final double MICROS_PER_USD = 1_000_000;

    private final Generations generations;

    GenerateFunctions(Generations generations) {
        this.generations = generations;
    }

    FunctionRoute async() {
        return FunctionRoute.forPerson("generate-content", call -> accepted(accept(call)));
    }

    FunctionRoute sync() {
        return FunctionRoute.forPerson(
                "generate-content-sync",
                call -> FunctionRoute.wantsEvents(call) ? Reply.streamed(events -> tell(call, events)) : wait(call));
    }

    private Reply wait(Call call) {
        Actor actor = call.caller().requirePerson();
        Generation row = generations.await(actor, accept(call).id(), SYNC);
        return row.status().ended() ? Reply.ok(ended(row, site(call))) : accepted(row);
    }

    /// The same told as it happens: `accepted`, `text` piece by piece, then `completed`, or `pending` where it takes
    /// longer than a front end waits.
    private void tell(Call call, FunctionRoute.Events events) {
        Actor actor = call.caller().requirePerson();
        Asked asked = asked(call);
        Generation row;
        if (asked.draft() == null && "text".equals(asked.request().generationType())) {
            row = generations.stream(
                    actor,
                    asked.request(),
                    accepted -> events.tell("accepted", pending(accepted)),
                    piece -> events.tell("text", Map.of("text", piece)));
        } else {
            Generation accepted = accept(actor, asked);
            events.tell("accepted", pending(accepted));
            row = generations.await(actor, accepted.id(), SYNC);
        }
        if (row.status().ended()) {
            events.tell("completed", ended(row, site(call)));
        } else {
            events.tell("pending", pending(row));
        }
    }

    private static String site(Call call) {
        return call.caller().exchange().site().toString();
    }

    /// @param type `text`, `image`, `video`, `audio`; the model's own where it is missing
    record Body(
            @Nullable String provider,
            @Nullable String model,
            @Nullable String type,
            @Nullable String prompt,
            @Nullable JsonNode parameters,
            @Nullable String projectId,
            @Nullable List<String> referenceAssetIds,
            @Nullable JsonNode tokens,
            @Nullable String lane,
            @Nullable String generationId) {}

    /// @param draft a row the person wrote before; null where the generation makes its own
    private record Asked(
            GenerationRequest request, @Nullable UUID draft) {}

    private Generation accept(Call call) {
        return accept(call.caller().requirePerson(), asked(call));
    }

    private Generation accept(Actor actor, Asked asked) {
        UUID draft = asked.draft();
        return draft == null
                ? generations.accept(actor, asked.request())
                : generations.adopt(actor, draft, asked.request());
    }

    private static Asked asked(Call call) {
        Body body = call.read(Body.class);
        Faults faults = new Faults();
        UUID draft = faults.uuid("/generation_id", body.generationId());
        faults.check(GenerationProblem.INVALID);
        var generate = new GenerationBody(
                body.projectId(),
                body.provider(),
                body.model(),
                body.type(),
                body.prompt(),
                body.parameters(),
                body.referenceAssetIds(),
                body.tokens(),
                body.lane());
        return new Asked(generate.request(call.headers().get("idempotency-key"), "functions.generate-content"), draft);
    }

    private static Reply accepted(Generation row) {
        return Reply.accepted(pending(row));
    }

    private static Map<String, Object> pending(Generation row) {
        return Map.of("generation_id", row.id(), "status", row.status().word());
    }

    private static Map<String, Object> ended(Generation row, String site) {
        if (row.status() == Status.FAILED) {
            throw failure(row);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("generation_id", row.id());
        answer.put("status", row.status().word());
        JsonNode result = row.result();
        List<Map<String, Object>> outputs = new ArrayList<>();
        if (result != null) {
            for (JsonNode output : result.path("outputs")) {
                outputs.add(Map.of(
                        "url",
                        site + output.path("url").asString(""),
                        "mime_type",
                        output.path("mime_type").asString("")));
            }
        }
        answer.put("outputs", outputs);
        if (result != null && outputs.isEmpty()) {
            answer.put("text", result.path("content").asString(""));
        }
        if (result != null && result.has("reasoning")) {
            answer.put("reasoning", result.path("reasoning").asString(""));
        }
        long micros = row.costMicros() == null ? 0 : row.costMicros();
        answer.put("cost", micros / MICROS_PER_USD);
        answer.put("cost_micros", micros);
        return answer;
    }

    private static RuntimeException failure(Generation row) {
        UUID id = row.id();
        GenerationProblem code = GenerationProblem.of(row.errorCode());
        String message = row.errorMessage();
        return Problem.of(code, message == null ? code.action() : message)
                .with("generation_id", id)
                .with("charged", false)
                .exception();
    }
}
