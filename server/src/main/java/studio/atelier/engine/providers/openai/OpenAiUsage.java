package studio.atelier.engine.providers.openai;

import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.wire.Costs;
import tools.jackson.databind.JsonNode;

/// Reads `usage` in the names of chat and of pictures. It may be absent, null or partly filled.
public enum OpenAiUsage {
    /// What was used.
    PLAIN,
    /// And what it cost: `cost`, in USD.
    WITH_COST;

    public Usage read(JsonNode usage) {
        Usage used = of(usage);
        return this == WITH_COST
                ? Costs.ofUsd(usage.path("cost")).map(used::withBilled).orElse(used)
                : used;
    }

    static Usage of(JsonNode usage) {
        if (!usage.isObject()) {
            return Usage.UNSAID;
        }
        JsonNode in = usage.has("input_tokens") ? usage.path("input_tokens") : usage.path("prompt_tokens");
        JsonNode out = usage.has("output_tokens") ? usage.path("output_tokens") : usage.path("completion_tokens");
        JsonNode details = usage.has("input_tokens_details")
                ? usage.path("input_tokens_details")
                : usage.path("prompt_tokens_details");
        JsonNode made = usage.has("output_tokens_details")
                ? usage.path("output_tokens_details")
                : usage.path("completion_tokens_details");
        return new Usage(
                        count(in),
                        count(details.path("cached_tokens")),
                        count(details.path("image_tokens")),
                        count(out),
                        null,
                        null,
                        null)
                .withReasoning(count(made.path("reasoning_tokens")));
    }

    private static @Nullable Long count(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0 ? value.asLong() : null;
    }
}
