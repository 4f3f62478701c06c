package studio.atelier.engine.providers;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Why a provider's call did not work, mapped once at the adapter's edge. The kind decides what the engine
/// does; the provider's own words travel along.
public sealed interface ProviderFailure {

    Words words();

    /// @param message   the provider's own sentence, without secrets, at most 2,000 characters
    /// @param requestId the provider's id of the request
    /// @param status    HTTP status; 0 when there was none
    /// @param code      the provider's own machine-readable code
    record Words(
            String message,
            @Nullable String requestId,
            int status,
            @Nullable String code) {

        private static final int LENGTH_MAX = 2000;

        public Words {
            message = message.length() > LENGTH_MAX ? message.substring(0, LENGTH_MAX) : message;
        }

        public static Words of(String message) {
            return new Words(message, null, 0, null);
        }
    }

    /// Failed before the request left: no name, no connection, refused. May be sent again.
    record NotSent(Words words) implements ProviderFailure {}

    /// 429 about speed. May be sent again after the wait.
    record RateLimited(Words words, @Nullable Duration retryAfter) implements ProviderFailure {}

    /// Refused as documented without a bill: 503, 529. May be sent again.
    record Overloaded(Words words, @Nullable Duration retryAfter) implements ProviderFailure {}

    /// The request left and no whole answer came: time-out, cut connection, unreadable success. Nobody
    /// knows whether it was done and billed.
    record NoAnswer(Words words) implements ProviderFailure {}

    /// The provider will not make this: policy, safety.
    record Refused(Words words) implements ProviderFailure {}

    /// The provider does not understand the input.
    record InvalidInput(Words words) implements ProviderFailure {}

    /// The key is wrong, or may not do this.
    record KeyRejected(Words words) implements ProviderFailure {}

    /// The account behind the key has no money left.
    record OutOfFunds(Words words) implements ProviderFailure {}

    /// The provider says that it failed.
    record Broken(Words words) implements ProviderFailure {}

    /// What arrived is not what was asked for, or cannot be kept: too large, not decodable. It may have
    /// been billed.
    record BadOutput(Words words) implements ProviderFailure {}
}
