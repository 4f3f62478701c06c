package studio.atelier.engine.providers.wire;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.ProviderFailure.Words;
import studio.atelier.engine.providers.wire.FailureTable.Kind;
import studio.atelier.engine.providers.wire.FailureTable.Said;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.BodyFault;
import studio.atelier.platform.outbound.Outcome;
import studio.atelier.platform.settings.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Maps what goes wrong in one call to the family of the port, once, and keeps the secrets of the call out
/// of the words.
public final class Failures {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int ERROR_BYTES_MAX = 65_536;
    private static final int TEXT_MAX = 500;
    private static final int SECRET_LENGTH_MIN = 4;
    private static final int REQUEST_ID_MAX = 200;

    private final FailureTable table;
    private final List<String> secrets = new ArrayList<>();

    public Failures(FailureTable table, ProviderCredentials credentials) {
        this.table = table;
        secrets.add(credentials.apiKey().reveal());
        credentials.headers().values().stream().map(Secret::reveal).forEach(secrets::add);
    }

    public Failures(FailureTable table, ProviderCall call) {
        this(table, call.credentials());
        URI callback = call.callback();
        if (callback != null) {
            secrets.add(callback.toString());
        }
    }

    public ProviderFailure of(Outcome.NotSent unsent) {
        Words words = Words.of(clean(unsent.detail()));
        return switch (unsent.reason()) {
            case URL_REFUSED, ADDRESS_REFUSED, REQUEST_INVALID -> new ProviderFailure.InvalidInput(words);
            case NAME_UNKNOWN, CONNECT_FAILED, TLS_FAILED -> new ProviderFailure.NotSent(words);
        };
    }

    public ProviderFailure of(Outcome.SentNoAnswer silence) {
        return new ProviderFailure.NoAnswer(Words.of(clean(silence.detail())));
    }

    /// A status that is not a success.
    public ProviderFailure of(Outcome.Answered answer) {
        Refusal refusal = refusal(answer);
        return table.kind(answer.status(), refusal.said().code()).with(refusal.words(), refusal.retryAfter());
    }

    /// The same for a look at a job that runs on: a server that has trouble says nothing about the job.
    ProviderFailure whileLooking(Outcome.Answered answer) {
        Refusal refusal = refusal(answer);
        Kind kind = table.kind(answer.status(), refusal.said().code());
        boolean trouble = answer.status() >= 500 && (kind == Kind.BROKEN || kind == Kind.NO_ANSWER);
        return (trouble ? Kind.OVERLOADED : kind).with(refusal.words(), refusal.retryAfter());
    }

    private record Refusal(Said said, Words words, @Nullable Duration retryAfter) {}

    private Refusal refusal(Outcome.Answered answer) {
        String body;
        try {
            body = answer.text(ERROR_BYTES_MAX);
        } catch (IOException _) {
            body = "";
        }
        JsonNode tree = tree(body);
        Said said = table.reader().read(tree);
        String message = said.message().isBlank() && tree.isMissingNode() ? plain(body) : said.message();
        Words words = new Words(
                message.isBlank()
                        ? "The provider answered with status " + answer.status() + " and said no more."
                        : clean(message),
                requestId(answer),
                answer.status(),
                said.code().isEmpty() ? null : said.code());
        return new Refusal(said, words, said.retryAfter() == null ? Waits.of(answer) : said.retryAfter());
    }

    /// An error inside an answer that began well. It may have been billed, so it is never sent again.
    public ProviderFailure begun(JsonNode body, @Nullable String requestId) {
        Said said = table.reader().read(body);
        String message = said.message().isBlank() ? "The provider reported a failure without words." : said.message();
        Words words = new Words(clean(message), requestId, 200, said.code().isEmpty() ? null : said.code());
        return table.begun(said.code()).with(words, null);
    }

    /// A failure that an answer with a good status names by a code of the table, where the provider bills
    /// nothing for it.
    public ProviderFailure said(Said said, int status, @Nullable String requestId) {
        Words words = new Words(
                said.message().isBlank() ? "The provider reported a failure without words." : clean(said.message()),
                requestId,
                status,
                said.code().isEmpty() ? null : said.code());
        return table.kind(status, said.code()).with(words, said.retryAfter());
    }

    /// A success that could not be read to its end.
    public ProviderFailure unreadable(Exception found, @Nullable String requestId) {
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

    /// A success that does not hold what it must: nobody knows what was done.
    public ProviderFailure senseless(String message, @Nullable String requestId) {
        return new ProviderFailure.NoAnswer(words(message, requestId));
    }

    public Words words(String message, @Nullable String requestId) {
        return new Words(clean(message), requestId, 200, null);
    }

    public @Nullable String requestId(Outcome.Answered answer) {
        return table.requestIdHeaders().stream()
                .map(answer::header)
                .flatMap(Optional::stream)
                .findFirst()
                .map(text -> text.substring(0, Math.min(text.length(), REQUEST_ID_MAX)))
                .orElse(null);
    }

    private static JsonNode tree(String body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException _) {
            return JSON.missingNode();
        }
    }

    private static String plain(String body) {
        String text =
                body.replaceAll("<[^>]{0,500}>", " ").replaceAll("\\s+", " ").strip();
        return text.substring(0, Math.min(text.length(), TEXT_MAX));
    }

    /// Providers quote keys in their messages, whole or in part.
    private String clean(String message) {
        String clean = message;
        for (String secret : secrets) {
            clean = secret.length() < SECRET_LENGTH_MIN ? clean : clean.replace(secret, "***");
        }
        return clean.replaceAll("\\b(sk|pk|key)-[A-Za-z0-9_*.-]{4,}", "***");
    }
}
