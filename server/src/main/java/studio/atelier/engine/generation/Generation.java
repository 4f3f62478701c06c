package studio.atelier.engine.generation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A generation as its owner sees it, and as JSON: the components are the members, in snake case.
///
/// @param result         `{content, mimeType, outputs, reasoning, reasoning_tokens}` once completed: text, or the
///     address of the first output; what the model thought, and how many of `tokensOutput` these were, where the
///     provider said so
/// @param error          `{code, title, detail, whose, charged, action, provider_message,
///     provider_request_id}` once failed
/// @param moderation     `{decision, rule, case_id, override}`
/// @param routing        `{asked, why}` where the model was not asked for by its own name, or ends soon
/// @param keySource      `free`, `own`, `organisation` or `server`
/// @param estimateMicros what was held
/// @param costMicros     what was charged; null before the end
public record Generation(
        UUID id,
        @Nullable UUID projectId,
        UUID userId,
        String provider,
        String model,
        String generationType,
        String prompt,
        JsonNode parameters,
        List<UUID> referenceAssetIds,
        Status status,
        @Nullable String phase,
        @Nullable JsonNode result,
        @Nullable String errorMessage,
        @Nullable String errorCode,
        @Nullable JsonNode error,
        String keySource,
        long estimateMicros,
        @Nullable Long costMicros,
        @Nullable Integer costCents,
        @Nullable Integer tokensInput,
        @Nullable Integer tokensOutput,
        @Nullable Integer tokensTotal,
        @Nullable String title,
        List<String> tags,
        @Nullable Integer rating,
        @Nullable UUID retryOf,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable Integer durationMs,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt,
        @Nullable JsonNode moderation,
        @Nullable JsonNode routing) {}
