package studio.atelier.engine.providers.wire;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.ProviderFailure.Words;
import tools.jackson.databind.JsonNode;

/// What one provider's errors mean, as data. A code decides before a status.
///
/// @param requestIdHeaders where the provider's id of a request may stand, first found wins
/// @param statuses         by HTTP status, over what all providers mean by it
/// @param codes            by the provider's own code, in lower case
/// @param reader           finds code and message in an error's body
public record FailureTable(
        List<String> requestIdHeaders, Map<Integer, Kind> statuses, Map<String, Kind> codes, Reader reader) {

    /// What most providers mean by a status.
    private static final Map<Integer, Kind> COMMON = Map.ofEntries(
            Map.entry(400, Kind.INVALID_INPUT),
            Map.entry(404, Kind.INVALID_INPUT),
            Map.entry(405, Kind.INVALID_INPUT),
            Map.entry(409, Kind.OVERLOADED), // the official clients take it for a lock and try again
            Map.entry(410, Kind.INVALID_INPUT),
            Map.entry(413, Kind.INVALID_INPUT),
            Map.entry(415, Kind.INVALID_INPUT),
            Map.entry(422, Kind.INVALID_INPUT),
            Map.entry(401, Kind.KEY_REJECTED),
            Map.entry(403, Kind.KEY_REJECTED),
            Map.entry(402, Kind.OUT_OF_FUNDS),
            Map.entry(451, Kind.REFUSED),
            Map.entry(425, Kind.OVERLOADED),
            Map.entry(429, Kind.RATE_LIMITED),
            Map.entry(503, Kind.OVERLOADED),
            Map.entry(529, Kind.OVERLOADED),
            // Somebody between us and the provider gave up waiting; the provider may have gone on.
            Map.entry(408, Kind.NO_ANSWER),
            Map.entry(499, Kind.NO_ANSWER),
            Map.entry(504, Kind.NO_ANSWER),
            Map.entry(520, Kind.NO_ANSWER),
            Map.entry(522, Kind.NO_ANSWER),
            Map.entry(524, Kind.NO_ANSWER));

    /// One case of [ProviderFailure].
    public enum Kind {
        RATE_LIMITED,
        OVERLOADED,
        NO_ANSWER,
        REFUSED,
        INVALID_INPUT,
        KEY_REJECTED,
        OUT_OF_FUNDS,
        BROKEN,
        BAD_OUTPUT;

        public ProviderFailure with(Words words, @Nullable Duration retryAfter) {
            return switch (this) {
                case RATE_LIMITED -> new ProviderFailure.RateLimited(words, retryAfter);
                case OVERLOADED -> new ProviderFailure.Overloaded(words, retryAfter);
                case NO_ANSWER -> new ProviderFailure.NoAnswer(words);
                case REFUSED -> new ProviderFailure.Refused(words);
                case INVALID_INPUT -> new ProviderFailure.InvalidInput(words);
                case KEY_REJECTED -> new ProviderFailure.KeyRejected(words);
                case OUT_OF_FUNDS -> new ProviderFailure.OutOfFunds(words);
                case BROKEN -> new ProviderFailure.Broken(words);
                case BAD_OUTPUT -> new ProviderFailure.BadOutput(words);
            };
        }
    }

    /// What an error's body says.
    ///
    /// @param code    the provider's own, in lower case; empty when there is none
    /// @param message empty when there is none
    /// @param retryAfter before the next try, where the body and not a header says so
    public record Said(
            String code, String message, @Nullable Duration retryAfter) {

        public static Said of(String code, String message) {
            return new Said(code, message, null);
        }
    }

    @FunctionalInterface
    public interface Reader {

        /// @param body the whole body; a missing node when it is not JSON
        Said read(JsonNode body);
    }

    public FailureTable {
        requestIdHeaders = List.copyOf(requestIdHeaders);
        Map<Integer, Kind> all = new HashMap<>(COMMON);
        all.putAll(statuses);
        statuses = Map.copyOf(all);
        codes = Map.copyOf(codes);
    }

    Kind kind(int status, String code) {
        Kind byCode = codes.get(code);
        return byCode != null ? byCode : statuses.getOrDefault(status, Kind.BROKEN);
    }

    /// Inside an answer that began well only two things may be told apart: it may have been billed, so it
    /// is never sent again.
    Kind begun(String code) {
        return codes.get(code) == Kind.REFUSED ? Kind.REFUSED : Kind.BROKEN;
    }
}
