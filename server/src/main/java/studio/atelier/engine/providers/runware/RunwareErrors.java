package studio.atelier.engine.providers.runware;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import studio.atelier.engine.providers.wire.FailureTable;
import studio.atelier.engine.providers.wire.FailureTable.Kind;
import studio.atelier.engine.providers.wire.FailureTable.Said;
import tools.jackson.databind.JsonNode;

/// What errors mean here: hundreds of codes, told apart by what they contain. Money and speed come before
/// what their names begin with.
final class RunwareErrors {

    /// The id of a task was used before: the task is there already.
    static final String REPEATED = "repeated";

    static final FailureTable TABLE = new FailureTable(
            List.of("x-request-id"),
            Map.of(),
            Map.of(
                    "quota",
                    Kind.OUT_OF_FUNDS,
                    "rate",
                    Kind.RATE_LIMITED,
                    "safety",
                    Kind.REFUSED,
                    "key",
                    Kind.KEY_REJECTED,
                    "input",
                    Kind.INVALID_INPUT,
                    REPEATED,
                    Kind.INVALID_INPUT,
                    "busy",
                    Kind.OVERLOADED,
                    "fault",
                    Kind.BROKEN),
            body -> read(
                    body.path("errors").path(0).isObject() ? body.path("errors").path(0) : body.path("error")));

    private static final Set<String> SAFETY = Set.of(
            "contentpolicyviolation",
            "providercontentpolicyviolation",
            "sensitivecontentdetected",
            "unsafecontentdetected",
            "nsfwcontentdetected",
            "promptblocked",
            "imageblocked",
            "moderationfailed");

    private RunwareErrors() {}

    static Said read(JsonNode error) {
        String code = error.path("code").asString("");
        return Said.of(
                code.isEmpty() ? "" : group(code.toLowerCase(Locale.ROOT)),
                error.path("message").asString(""));
    }

    private static String group(String code) {
        if (code.contains("taskuuid") && (code.startsWith("conflict") || code.startsWith("duplicate"))) {
            return REPEATED;
        }
        if (code.contains("credits")
                || code.contains("quota")
                || code.contains("balance")
                || code.equals("paymentrequired")) {
            return "quota";
        }
        if (code.contains("ratelimit")) {
            return "rate";
        }
        if (SAFETY.contains(code)) {
            return "safety";
        }
        if (code.contains("apikey")
                || code.contains("unauthorized")
                || code.contains("forbidden")
                || code.startsWith("token")
                || code.endsWith("suspended")
                || code.endsWith("disabled")) {
            return "key";
        }
        if (code.equals("serviceunavailable") || code.equals("noavailableserver") || code.startsWith("conflict")) {
            return "busy";
        }
        boolean validation = List.of("invalid", "missing", "duplicate", "unsupported", "value", "array", "max").stream()
                .anyMatch(code::startsWith);
        return validation || code.startsWith("unknown") || code.endsWith("notfound") || code.endsWith("expired")
                ? "input"
                : "fault";
    }
}
