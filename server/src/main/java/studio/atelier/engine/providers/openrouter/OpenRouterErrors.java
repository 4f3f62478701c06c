package studio.atelier.engine.providers.openrouter;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import studio.atelier.engine.providers.wire.FailureTable;
import studio.atelier.engine.providers.wire.FailureTable.Kind;
import studio.atelier.engine.providers.wire.FailureTable.Said;
import tools.jackson.databind.JsonNode;

/// What errors mean here. The code is the HTTP status again; finer names stand in the metadata.
final class OpenRouterErrors {

    private static final String FLAGGED = "content_policy_violation";

    static final FailureTable TABLE = new FailureTable(
            List.of("x-request-id", "x-generation-id"),
            Map.of(),
            Map.of(
                    FLAGGED,
                    Kind.REFUSED,
                    "refusal",
                    Kind.REFUSED,
                    "authentication",
                    Kind.KEY_REJECTED,
                    "payment_required",
                    Kind.OUT_OF_FUNDS,
                    "provider_overloaded",
                    Kind.OVERLOADED),
            OpenRouterErrors::read);

    private OpenRouterErrors() {}

    private static Said read(JsonNode body) {
        JsonNode error = body.path("error");
        JsonNode metadata = error.path("metadata");
        boolean flagged = metadata.has("flagged_input")
                || (metadata.path("reasons").isArray()
                        && !metadata.path("reasons").isEmpty());
        String code = error.path("code").isString()
                ? error.path("code").asString()
                : metadata.path("error_type").asString(error.path("type").asString(""));
        String message =
                error.isString() ? error.asString() : error.path("message").asString("");
        return Said.of(flagged ? FLAGGED : code.toLowerCase(Locale.ROOT), message);
    }
}
