package studio.atelier.engine.providers.kie;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import studio.atelier.engine.providers.wire.FailureTable;
import studio.atelier.engine.providers.wire.FailureTable.Kind;
import studio.atelier.engine.providers.wire.FailureTable.Said;
import tools.jackson.databind.JsonNode;

/// What the codes inside of answers mean. The status of HTTP is 200 for nearly all of them.
final class KieErrors {

    static final FailureTable TABLE = new FailureTable(
            List.of("x-request-id"),
            Map.of(),
            Map.ofEntries(
                    Map.entry("moderated", Kind.REFUSED),
                    Map.entry("400", Kind.INVALID_INPUT),
                    Map.entry("401", Kind.KEY_REJECTED),
                    Map.entry("402", Kind.OUT_OF_FUNDS),
                    Map.entry("403", Kind.KEY_REJECTED),
                    Map.entry("404", Kind.INVALID_INPUT),
                    Map.entry("408", Kind.NO_ANSWER),
                    Map.entry("409", Kind.OVERLOADED),
                    Map.entry("413", Kind.INVALID_INPUT),
                    Map.entry("422", Kind.INVALID_INPUT),
                    Map.entry("429", Kind.RATE_LIMITED),
                    Map.entry("451", Kind.INVALID_INPUT),
                    Map.entry("455", Kind.OVERLOADED),
                    Map.entry("500", Kind.BROKEN),
                    Map.entry("501", Kind.BROKEN),
                    Map.entry("502", Kind.BROKEN),
                    Map.entry("503", Kind.OVERLOADED),
                    Map.entry("504", Kind.NO_ANSWER),
                    Map.entry("505", Kind.INVALID_INPUT),
                    Map.entry("529", Kind.OVERLOADED)),
            KieErrors::read);

    private static final List<String> POLICY = List.of("safety", "flagged", "sensitive", "moderat", "policy", "nsfw");

    private KieErrors() {}

    /// 400 is bad input or moderation; only the words tell.
    static Said read(JsonNode body) {
        String code = body.path("code").asString("");
        String message = body.path("msg").asString(body.path("message").asString(""));
        return Said.of(code.equals("400") && policy(message) ? "moderated" : code, message);
    }

    static boolean policy(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return POLICY.stream().anyMatch(lower::contains);
    }
}
