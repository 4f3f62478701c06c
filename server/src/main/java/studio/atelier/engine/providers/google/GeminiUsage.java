package studio.atelier.engine.providers.google;

import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Usage;
import tools.jackson.databind.JsonNode;

/// Reads what a call used, in the names of both generations of the API.
final class GeminiUsage {

    private GeminiUsage() {}

    /// `usageMetadata` of generateContent. Thoughts are billed as output and counted apart.
    static Usage of(JsonNode usage) {
        if (!usage.path("promptTokenCount").isIntegralNumber()) {
            return Usage.UNSAID;
        }
        return new Usage(
                        sum(usage.path("promptTokenCount"), usage.path("toolUsePromptTokenCount")),
                        count(usage.path("cachedContentTokenCount")),
                        pictures(usage.path("promptTokensDetails")),
                        sum(usage.path("candidatesTokenCount"), usage.path("thoughtsTokenCount")),
                        null,
                        null,
                        null)
                .withReasoning(count(usage.path("thoughtsTokenCount")));
    }

    /// `usage` of an interaction.
    static Usage ofInteraction(JsonNode usage) {
        if (!usage.path("total_input_tokens").isIntegralNumber()) {
            return Usage.UNSAID;
        }
        return new Usage(
                        sum(usage.path("total_input_tokens"), usage.path("total_tool_use_tokens")),
                        count(usage.path("total_cached_tokens")),
                        null,
                        sum(usage.path("total_output_tokens"), usage.path("total_thought_tokens")),
                        null,
                        null,
                        null)
                .withReasoning(count(usage.path("total_thought_tokens")));
    }

    private static @Nullable Long pictures(JsonNode details) {
        return details.valueStream()
                .filter(each -> each.path("modality").asString("").equals("IMAGE"))
                .findFirst()
                .map(each -> count(each.path("tokenCount")))
                .orElse(null);
    }

    private static long sum(JsonNode first, JsonNode second) {
        return Math.max(0, first.asLong(0)) + Math.max(0, second.asLong(0));
    }

    private static @Nullable Long count(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0 ? value.asLong() : null;
    }
}
