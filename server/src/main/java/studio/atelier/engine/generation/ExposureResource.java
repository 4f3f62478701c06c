package studio.atelier.engine.generation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/admin/exposure`: runs that a provider may bill although nothing was delivered or charged here.
@RestController
class ExposureResource {

    private static final int LIMIT_MAX = 100;

    private final Generations generations;
    private final GenerationViews views;
    private final JsonMapper json;

    ExposureResource(Generations generations, GenerationViews views, JsonMapper json) {
        this.generations = generations;
        this.views = views;
        this.json = json;
    }

    @GetMapping("/api/admin/exposure")
    Envelope<Map<String, Object>> list(
            Admin admin,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Faults faults = new Faults();
        UUID before = faults.uuid("?cursor", cursor);
        if (limit < 1 || limit > LIMIT_MAX) {
            faults.add("?limit", "out_of_range", "From 1 to " + LIMIT_MAX + ".");
        }
        faults.check(GenerationProblem.INVALID);
        List<GenerationStore.Exposed> rows = generations.exposed(before, limit);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("generations", rows.stream().map(this::view).toList());
        data.put(
                "next_cursor",
                rows.size() == limit ? rows.getLast().generation().id() : null);
        return Envelope.of(data);
    }

    private JsonNode view(GenerationStore.Exposed row) {
        ObjectNode view = (ObjectNode) views.render(row.generation(), null);
        return view.put("exposure_micros", row.exposureMicros())
                .put("provider_request_id", row.providerRequestId())
                .set("sent_at", json.valueToTree(row.sentAt()));
    }
}
