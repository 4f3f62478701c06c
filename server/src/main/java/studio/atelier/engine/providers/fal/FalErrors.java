package studio.atelier.engine.providers.fal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import studio.atelier.engine.providers.wire.FailureTable;
import studio.atelier.engine.providers.wire.FailureTable.Kind;
import studio.atelier.engine.providers.wire.FailureTable.Said;
import tools.jackson.databind.JsonNode;

/// What errors mean here: of the queue, and of the models behind it, which speak when a result is fetched.
final class FalErrors {

    private static final Map<String, Kind> TYPES = Map.ofEntries(
            Map.entry("content_policy_violation", Kind.REFUSED),
            Map.entry("no_media_generated", Kind.BAD_OUTPUT),
            Map.entry("generation_timeout", Kind.BROKEN),
            Map.entry("downstream_service_error", Kind.BROKEN),
            Map.entry("downstream_service_unavailable", Kind.BROKEN),
            Map.entry("internal_server_error", Kind.BROKEN),
            Map.entry("request_timeout", Kind.BROKEN),
            Map.entry("startup_timeout", Kind.BROKEN));

    private static final List<String> REQUEST_ID = List.of("x-fal-request-id");

    /// At the queue. A locked or exhausted account is told with 403.
    static final FailureTable QUEUE =
            new FailureTable(REQUEST_ID, Map.of(403, Kind.OUT_OF_FUNDS), TYPES, FalErrors::read);

    /// At a result: what is no answer of the model is asked for again.
    static final FailureTable RESULT = new FailureTable(
            REQUEST_ID,
            Map.of(
                    403, Kind.KEY_REJECTED,
                    404, Kind.BROKEN,
                    408, Kind.OVERLOADED,
                    502, Kind.OVERLOADED,
                    504, Kind.OVERLOADED),
            TYPES,
            FalErrors::read);

    private FalErrors() {}

    static Said read(JsonNode body) {
        JsonNode detail = body.path("detail");
        JsonNode first = detail.path(0);
        if (first.isObject()) {
            String field = String.join(
                    ".",
                    first.path("loc")
                            .valueStream()
                            .map(each -> each.asString(""))
                            .filter(each -> !each.equals("body"))
                            .toList());
            String message = first.path("msg").asString("");
            return Said.of(
                    first.path("type").asString("").toLowerCase(Locale.ROOT),
                    field.isEmpty() ? message : field + ": " + message);
        }
        return Said.of(
                body.path("error_type").asString("").toLowerCase(Locale.ROOT),
                detail.asString(body.path("error").asString("")));
    }
}
