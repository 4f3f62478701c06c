package studio.atelier.engine.generation;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.generation.GenerationStore.NewGeneration;
import tools.jackson.databind.JsonNode;

/// A run in this node's hands.
///
/// @param fencing  grows with each lease; a write that names an old one changes nothing
/// @param attempts tries so far
/// @param sentAt   set when the request may have left before; null when it certainly did not
/// @param handle   the provider's, once it took the job
/// @param delivered what was delivered and not settled yet, see [Delivery#asJson]
/// @param assets   ids of the files that parameters name, by parameter
/// @param price    `{"amount", "estimate", "rule"}`, fixed at accept
/// @param cancelAsked somebody wanted it stopped before this lease began
/// @param announced the row says already that the request leaves, which it does at once and for the first time
record Lease(
        UUID generationId,
        UUID userId,
        @Nullable UUID orgId,
        @Nullable UUID projectId,
        String provider,
        String model,
        String type,
        String prompt,
        JsonNode parameters,
        List<UUID> references,
        Map<String, UUID> assets,
        String keySource,
        @Nullable UUID keyId,
        long fencing,
        int attempts,
        @Nullable Instant sentAt,
        @Nullable String handle,
        @Nullable JsonNode delivered,
        JsonNode price,
        Instant startedAt,
        boolean cancelAsked,
        boolean announced) {

    /// The first fencing token there is.
    static final long FIRST = 1;

    /// Of a run that whoever accepted it runs at once.
    ///
    /// @param row as it was written
    static Lease begun(NewGeneration draft, @Nullable UUID orgId, Generation row) {
        Map<String, UUID> assets = new LinkedHashMap<>();
        draft.assets()
                .forEach(name -> assets.put(
                        name, UUID.fromString(draft.parameters().path(name).asString())));
        return new Lease(
                draft.id(),
                draft.userId(),
                orgId,
                draft.projectId(),
                draft.provider(),
                draft.model(),
                draft.type(),
                draft.prompt(),
                draft.parameters(),
                draft.references(),
                assets,
                draft.keySource(),
                draft.keyId(),
                FIRST,
                0,
                null,
                null,
                null,
                draft.price(),
                row.startedAt() == null ? row.createdAt() : row.startedAt(),
                false,
                true);
    }

    /// The same with the attempt under way not counted, as it is before a request is sent.
    Lease beforeThisAttempt() {
        return new Lease(
                generationId,
                userId,
                orgId,
                projectId,
                provider,
                model,
                type,
                prompt,
                parameters,
                references,
                assets,
                keySource,
                keyId,
                fencing,
                Math.max(attempts - 1, 0),
                sentAt,
                handle,
                delivered,
                price,
                startedAt,
                cancelAsked,
                announced);
    }
}
