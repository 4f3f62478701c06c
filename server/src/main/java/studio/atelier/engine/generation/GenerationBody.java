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
        Map<String, String> named = tokens(faults);
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

    private @Nullable Map<String, String> tokens(Faults faults) {
        if (tokens == null || tokens.isNull()) {
            return null;
        }
        if (!tokens.isObject() || tokens.size() > Tokens.VALUES_MAX) {
            faults.add("/tokens", "wrong_type", "An object of at most " + Tokens.VALUES_MAX + " values by name.");
            return null;
        }
        Map<String, String> named = new LinkedHashMap<>();
        tokens.properties().forEach(each -> {
            if (!Tokens.isName(each.getKey())) {
                faults.add(
                        "/tokens/" + each.getKey(),
                        "malformed",
                        "A name has letters, digits, blanks, _ and -; at most 60.");
            } else if (!each.getValue().isValueNode() || each.getValue().isNull()) {
                faults.add("/tokens/" + each.getKey(), "wrong_type", "Takes text or a number.");
            } else {
                named.put(
                        each.getKey(),
                        faults.limited(
                                "/tokens/" + each.getKey(), each.getValue().asString(), Tokens.VALUE_MAX));
            }
        });
        return named;
    }
}
