package studio.atelier.engine.providers.google;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.providers.wire.FailureTable;
import studio.atelier.engine.providers.wire.FailureTable.Kind;
import studio.atelier.engine.providers.wire.FailureTable.Said;
import studio.atelier.engine.providers.wire.Waits;
import tools.jackson.databind.JsonNode;

/// What errors and refusals mean here. A wrong key comes as 400, a wait stands in the body, and a blocked
/// prompt is a success without candidates.
final class GeminiErrors {

    private static final String QUOTA_OF_A_DAY = "quota_per_day";

    static final FailureTable TABLE = new FailureTable(
            List.of("x-request-id"),
            Map.of(),
            Map.of(
                    "api_key_invalid",
                    Kind.KEY_REJECTED,
                    "unauthenticated",
                    Kind.KEY_REJECTED,
                    "permission_denied",
                    Kind.KEY_REJECTED,
                    // Nothing but another day or another contract helps.
                    QUOTA_OF_A_DAY,
                    Kind.OUT_OF_FUNDS,
                    "safety",
                    Kind.REFUSED,
                    "prohibited_content",
                    Kind.REFUSED,
                    "content_policy",
                    Kind.REFUSED),
            GeminiErrors::read);

    /// Why a prompt or an answer was held back.
    private static final Set<String> POLICY = Set.of(
            "SAFETY",
            "PROHIBITED_CONTENT",
            "BLOCKLIST",
            "SPII",
            "RECITATION",
            "JAILBREAK",
            "MODEL_ARMOR",
            "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION");

    private GeminiErrors() {}

    static boolean policy(String finishReason) {
        return POLICY.contains(finishReason);
    }

    static Said read(JsonNode body) {
        // Without `alt=sse` a failing stream is an array of one.
        JsonNode error = (body.isArray() ? body.path(0) : body).path("error");
        String code = error.path("status").isString()
                ? error.path("status").asString()
                : error.path("code").asString("");
        @Nullable Duration wait = null;
        for (JsonNode detail : error.path("details")) {
            String type = detail.path("@type").asString("");
            if (type.endsWith("google.rpc.ErrorInfo")
                    && detail.path("reason").asString("").equals("API_KEY_INVALID")) {
                code = "API_KEY_INVALID";
            } else if (type.endsWith("google.rpc.QuotaFailure") && perDay(detail)) {
                code = QUOTA_OF_A_DAY;
            } else if (type.endsWith("google.rpc.RetryInfo")) {
                wait = Waits.ofProtobuf(detail.path("retryDelay").asString(""));
            }
        }
        return new Said(code.toLowerCase(Locale.ROOT), error.path("message").asString(""), wait);
    }

    private static boolean perDay(JsonNode quota) {
        return quota.path("violations")
                .valueStream()
                .anyMatch(each -> each.path("quotaId").asString("").contains("PerDay"));
    }
}
