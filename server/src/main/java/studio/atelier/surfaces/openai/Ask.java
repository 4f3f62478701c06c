package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.GenerationRequest;
import studio.atelier.engine.generation.Reuse;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Caller;
import tools.jackson.databind.JsonNode;

/// Who asks, and what the headers of a request say.
///
/// @param idempotencyKey null for none
/// @param reuse          whether an answer given before may be given again
/// @param project        as the header that the official clients have an option for says; not checked
/// @param site           scheme, host and port that addresses in the answer begin with
/// @param began          of the system's clock for durations, nanoseconds
record Ask(
        Actor actor,
        @Nullable String idempotencyKey,
        Reuse reuse,
        @Nullable String project,
        String site,
        long began) {

    private static final long NANOS_A_MILLI = 1_000_000;

    /// @throws studio.atelier.platform.problem.ProblemException `http.sign_in_required`
    static Ask of(HttpServletRequest request) {
        Caller caller = Caller.of(request);
        return new Ask(
                caller.requirePerson(),
                request.getHeader("Idempotency-Key"),
                Freshness.wanted(request.getHeader("Cache-Control")),
                request.getHeader("OpenAI-Project"),
                caller.exchange().site().toString(),
                System.nanoTime());
    }

    /// What is asked of the engine.
    ///
    /// @param route names the route for the idempotency key: `v1.images`
    record Work(
            String route,
            GenerationType type,
            @Nullable String model,
            @Nullable String prompt,
            Map<String, JsonNode> parameters,
            List<UUID> references) {}

    GenerationRequest request(@Nullable UUID projectId, Work work) {
        return new GenerationRequest(
                        projectId,
                        null,
                        work.model(),
                        work.type().word(),
                        work.prompt(),
                        work.parameters(),
                        work.references(),
                        idempotencyKey,
                        work.route())
                .with(reuse);
    }

    /// What the dialect has no field for, and how long it took until now.
    void stamp(HttpServletResponse response, Generation row) {
        response.setHeader("x-atelier-generation-id", row.id().toString());
        response.setHeader("x-atelier-key-source", row.keySource());
        if (row.routing() != null && row.routing().has("cached_from")) {
            response.setHeader("x-atelier-cache", "hit");
        }
        if (row.costMicros() != null) {
            response.setHeader("x-atelier-cost-micros", row.costMicros().toString());
        }
        response.setHeader("openai-processing-ms", Long.toString((System.nanoTime() - began) / NANOS_A_MILLI));
    }
}
