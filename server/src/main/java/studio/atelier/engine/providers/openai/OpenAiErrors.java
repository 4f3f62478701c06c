package studio.atelier.engine.providers.openai;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import studio.atelier.engine.providers.wire.FailureTable;
import studio.atelier.engine.providers.wire.FailureTable.Kind;
import studio.atelier.engine.providers.wire.FailureTable.Said;
import tools.jackson.databind.JsonNode;

/// What errors mean here. Source: error tables of the API and of servers like it.
public final class OpenAiErrors {

    /// Codes of OpenAI and of servers that speak its API.
    public static final FailureTable TABLE = new FailureTable(
            List.of("x-request-id", "request-id"),
            Map.of(),
            Map.ofEntries(
                    Map.entry("moderation_blocked", Kind.REFUSED),
                    Map.entry("content_policy_violation", Kind.REFUSED),
                    Map.entry("image_content_policy_violation", Kind.REFUSED),
                    Map.entry("content_filter", Kind.REFUSED),
                    Map.entry("safety_violation", Kind.REFUSED),
                    Map.entry("bio_policy", Kind.REFUSED),
                    Map.entry("insufficient_quota", Kind.OUT_OF_FUNDS),
                    Map.entry("billing_hard_limit_reached", Kind.OUT_OF_FUNDS),
                    Map.entry("billing_not_active", Kind.OUT_OF_FUNDS),
                    Map.entry("insufficient_credits", Kind.OUT_OF_FUNDS)),
            OpenAiErrors::read);

    private OpenAiErrors() {}

    /// The known shapes: nested, a text, or flat.
    static Said read(JsonNode body) {
        JsonNode error =
                body.path("error").isMissingNode() || body.path("error").isNull() ? body : body.path("error");
        String code = error.path("code").isString()
                ? error.path("code").asString()
                : error.path("type").asString("");
        String message =
                error.isString() ? error.asString() : error.path("message").asString("");
        return Said.of(code.toLowerCase(Locale.ROOT), message);
    }
}
