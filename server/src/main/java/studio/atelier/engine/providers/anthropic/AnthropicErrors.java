package studio.atelier.engine.providers.anthropic;

import java.util.List;
import java.util.Map;
import studio.atelier.engine.providers.wire.FailureTable;
import studio.atelier.engine.providers.wire.FailureTable.Kind;
import studio.atelier.engine.providers.wire.FailureTable.Said;
import tools.jackson.databind.JsonNode;

/// What errors mean here: the finer code decides where there is one.
final class AnthropicErrors {

    static final FailureTable TABLE = new FailureTable(
            List.of("request-id"),
            Map.of(),
            Map.of(
                    "billing_error", Kind.OUT_OF_FUNDS,
                    "contract_spend_limit_reached", Kind.OUT_OF_FUNDS,
                    "enforced_spend_limit_reached", Kind.OUT_OF_FUNDS,
                    "ramp_limit_exceeded", Kind.RATE_LIMITED,
                    "overloaded_error", Kind.OVERLOADED),
            AnthropicErrors::read);

    private AnthropicErrors() {}

    private static Said read(JsonNode body) {
        JsonNode error = body.path("error");
        String type = error.path("type").asString("");
        return Said.of(
                error.path("details").path("error_code").asString(type),
                error.path("message").asString(""));
    }
}
