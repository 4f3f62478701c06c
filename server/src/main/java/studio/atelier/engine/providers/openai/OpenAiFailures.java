package studio.atelier.engine.providers.openai;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.ProviderFailure.Words;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.BodyFault;
import studio.atelier.platform.outbound.Outcome;
import studio.atelier.platform.settings.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Maps what went wrong to the family of the port, once. Source: error tables of the API and of servers
/// like it.
final class OpenAiFailures {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int ERROR_BYTES_MAX = 65_536;
    private static final int TEXT_MAX = 500;
    private static final Duration WAIT_MAX = Duration.ofHours(1);

    private static final Set<String> POLICY_CODES = Set.of(
            "moderation_blocked",
            "content_policy_violation",
            "image_content_policy_violation",
            "content_filter",
            "safety_violation",
            "bio_policy");
    private static final Set<String> MONEY_CODES =
            Set.of("insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "insufficient_credits");

    private final ProviderCredentials credentials;

    OpenAiFailures(ProviderCredentials credentials) {
        this.credentials = credentials;
    }

    ProviderFailure of(Outcome.NotSent unsent) {
        Words words = Words.of(clean(unsent.detail()));
        return switch (unsent.reason()) {
            case URL_REFUSED, ADDRESS_REFUSED, REQUEST_INVALID -> new ProviderFailure.InvalidInput(words);
            case NAME_UNKNOWN, CONNECT_FAILED, TLS_FAILED -> new ProviderFailure.NotSent(words);
        };
    }

    ProviderFailure of(Outcome.SentNoAnswer silence) {
        return new ProviderFailure.NoAnswer(Words.of(clean(silence.detail())));
    }

    /// A status that is not a success.
    ProviderFailure of(Outcome.Answered answer) {
        String body;
        try {
            body = answer.text(ERROR_BYTES_MAX);
        } catch (IOException _) {
            body = "";
        }
        JsonNode error = error(body);
        String code = code(error);
        Words words = new Words(message(error, body, answer.status()), requestId(answer), answer.status(), code);
        return byStatus(answer, words, code == null ? "" : code);
    }

    private ProviderFailure byStatus(Outcome.Answered answer, Words words, String code) {
        if (POLICY_CODES.contains(code)) {
            return new ProviderFailure.Refused(words);
        }
        if (MONEY_CODES.contains(code)) {
            return new ProviderFailure.OutOfFunds(words);
        }
        return switch (answer.status()) {
            case 400, 404, 405, 413, 415, 422 -> new ProviderFailure.InvalidInput(words);
            case 401, 403 -> new ProviderFailure.KeyRejected(words);
            case 402 -> new ProviderFailure.OutOfFunds(words);
            case 451 -> new ProviderFailure.Refused(words);
            case 429 -> new ProviderFailure.RateLimited(words, wait(answer));
            case 503, 529 -> new ProviderFailure.Overloaded(words, wait(answer));
            // Somebody between us and the provider gave up waiting; the provider may have gone on.
            case 408, 504, 520, 522, 524 -> new ProviderFailure.NoAnswer(words);
            default -> new ProviderFailure.Broken(words);
        };
    }

    /// An error inside a stream that began well. It may have been billed, so it is never sent again.
    ProviderFailure inStream(JsonNode error, @Nullable String requestId) {
        String code = code(error);
        Words words = new Words(message(error, "", 200), requestId, 200, code);
        if (code != null && POLICY_CODES.contains(code)) {
            return new ProviderFailure.Refused(words);
        }
        return new ProviderFailure.Broken(words);
    }

    /// A success that could not be read to its end.
    ProviderFailure unreadable(Exception found, @Nullable String requestId) {
        // The parser wraps what the connection throws.
        Exception problem = found.getCause() instanceof IOException broken ? broken : found;
        if (problem instanceof BodyFault fault && fault.kind() == BodyFault.Kind.TOO_LARGE) {
            return new ProviderFailure.BadOutput(words(String.valueOf(fault.getMessage()), requestId));
        }
        String what = problem instanceof BodyFault fault
                ? String.valueOf(fault.getMessage())
                : problem instanceof JacksonException
                        ? "The provider's answer is not valid JSON."
                        : "The connection broke before the answer was complete.";
        return new ProviderFailure.NoAnswer(words(what, requestId));
    }

    Words words(String message, @Nullable String requestId) {
        return new Words(clean(message), requestId, 200, null);
    }

    static @Nullable String requestId(Outcome.Answered answer) {
        Optional<String> id = answer.header("x-request-id").or(() -> answer.header("request-id"));
        return id.map(text -> text.substring(0, Math.min(text.length(), 200))).orElse(null);
    }

    /// The error object of the known shapes: nested, a text, or flat.
    private static JsonNode error(String body) {
        try {
            JsonNode tree = JSON.readTree(body);
            return tree.path("error").isMissingNode() || tree.path("error").isNull() ? tree : tree.path("error");
        } catch (JacksonException _) {
            return JSON.missingNode();
        }
    }

    private static @Nullable String code(JsonNode error) {
        String code = error.path("code").isString()
                ? error.path("code").asString()
                : error.path("type").asString("");
        return code.isEmpty() ? null : code.toLowerCase(Locale.ROOT);
    }

    private String message(JsonNode error, String body, int status) {
        String text =
                error.isString() ? error.asString() : error.path("message").asString("");
        if (text.isBlank() && error.isMissingNode()) {
            text = body.replaceAll("<[^>]{0,500}>", " ").replaceAll("\\s+", " ").strip();
            text = text.substring(0, Math.min(text.length(), TEXT_MAX));
        }
        return clean(text.isBlank() ? "The provider answered with status " + status + " and said no more." : text);
    }

    /// Providers quote keys in their messages, whole or in part.
    private String clean(String message) {
        String clean = hidden(message, credentials.apiKey());
        for (Secret header : credentials.headers().values()) {
            clean = hidden(clean, header);
        }
        return clean.replaceAll("\\b(sk|pk|key)-[A-Za-z0-9_*.-]{4,}", "***");
    }

    private static String hidden(String message, Secret secret) {
        return secret.reveal().length() < 4 ? message : message.replace(secret.reveal(), "***");
    }

    private static @Nullable Duration wait(Outcome.Answered answer) {
        Optional<Duration> wait = answer.header("retry-after-ms")
                .flatMap(text -> seconds(text, 0.001))
                .or(() -> answer.header("retry-after").flatMap(OpenAiFailures::secondsOrDate));
        return wait.map(found -> found.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : found)
                .orElse(null);
    }

    private static Optional<Duration> secondsOrDate(String text) {
        Optional<Duration> seconds = seconds(text, 1);
        if (seconds.isPresent()) {
            return seconds;
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), until);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> seconds(String text, double unit) {
        try {
            double value = Double.parseDouble(text.strip()) * unit;
            return value >= 0 && value < 1e9
                    ? Optional.of(Duration.ofMillis(Math.round(value * 1000)))
                    : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
