package studio.atelier.engine.providers;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What somebody sent to the callback address of a job. Its token was right; whether the provider signed it
/// is for the adapter to say. A callback moves nothing by itself: the engine polls the job at once.
///
/// @param headers by lower-case name, the last value of each
/// @param body    as it arrived, UTF-8, at most 1 MB; what is not UTF-8 is refused before
public record Callback(Map<String, String> headers, String body) {

    public Callback {
        headers = Map.copyOf(headers);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /// Who sent it.
    public sealed interface Sender {

        /// Signed by the provider.
        ///
        /// @param replayId the same for each repetition of this one message; at most 200 characters
        record Proven(String replayId) implements Sender {}

        /// The provider does not sign; the token in the address is all there is.
        record Unsigned() implements Sender {}

        /// The signature is missing, wrong or too old.
        ///
        /// @param reason for the log, without secrets
        record Forged(String reason) implements Sender {}
    }
}
