package studio.atelier.engine.generation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;

/// The body of `POST /api/generate` and `POST /api/estimate-cost`.
record GenerationBody(
        @Nullable String projectId,
        @Nullable String provider,
        @Nullable String model,
        @Nullable String generationType,
        @Nullable String prompt,
        @Nullable JsonNode parameters,
        @Nullable List<String> referenceAssetIds,
        @Nullable JsonNode tokens,
        @Nullable String lane) {

    /// @param route of the idempotency key
    GenerationRequest request(@Nullable String idempotencyKey, String route) {
        Faults faults = new Faults();
        UUID project = faults.uuid("/project_id", projectId);
        List<UUID> references = new ArrayList<>();
        List<String> given = referenceAssetIds == null ? List.of() : referenceAssetIds;
        for (int i = 0; i < given.size(); i++) {
            UUID id = faults.uuid("/reference_asset_ids/" + i, given.get(i));
            if (id != null) {
                references.add(id);
            }
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        if (parameters != null && parameters.isObject()) {
            parameters.properties().forEach(each -> values.put(each.getKey(), each.getValue()));
        } else if (parameters != null && !parameters.isNull()) {
            faults.add("/parameters", "wrong_type", "An object belongs here.");
        }
        Map<String, String> named = GenerationRequest.tokens(tokens, faults);
        Optional<Lane> chosen = lane == null ? Optional.of(Lane.NORMAL) : Lane.of(lane);
        if (chosen.isEmpty()) {
            faults.add("/lane", "not_allowed", "One of low, normal, high.");
        }
        faults.check(GenerationProblem.INVALID);
        return new GenerationRequest(
                project,
                provider,
                model,
                generationType,
                prompt,
                values,
                references,
                idempotencyKey,
                route,
                named,
                chosen.orElse(Lane.NORMAL),
                Reuse.NEVER);
    }
}
