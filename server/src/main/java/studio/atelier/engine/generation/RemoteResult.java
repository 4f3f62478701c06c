package studio.atelier.engine.generation;

import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Usage;
import tools.jackson.databind.JsonNode;

/// What a worker says when it is done, beside the files it uploaded.
///
/// @param usage        what it took, for the price
/// @param text         for models that write; at most [RemoteRuns#TEXT_MAX] characters, what is longer is dropped
/// @param data         for embeddings and moderations, in the shape of the OpenAI dialect
/// @param finishReason why a text ended: `stop`, `length`
public record RemoteResult(
        Usage usage,
        @Nullable String text,
        @Nullable JsonNode data,
        @Nullable String finishReason) {}
