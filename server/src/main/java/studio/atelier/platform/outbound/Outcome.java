package studio.atelier.platform.outbound;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What became of a call. Whether it may be made again rests on this, so in doubt it says that something
/// was sent.
public sealed interface Outcome {

    /// Nothing of the request left this machine.
    ///
    /// @param detail a sentence without secrets, fit for the person whose address it is
    record NotSent(Obstacle reason, String detail) implements Outcome {

        public enum Obstacle {
            /// The address cannot be used: scheme, form, user info.
            URL_REFUSED,
            /// The address is not public and not allowed by the operator.
            ADDRESS_REFUSED,
            /// A header or method cannot be sent.
            REQUEST_INVALID,
            NAME_UNKNOWN,
            CONNECT_FAILED,
            TLS_FAILED
        }
    }

    /// The request or a part of it may have left, and no answer came. Nobody knows whether it was carried
    /// out.
    ///
    /// @param detail a sentence without secrets
    record SentNoAnswer(Silence reason, String detail) implements Outcome {

        public enum Silence {
            TIMED_OUT,
            CONNECTION_BROKEN,
            /// The calling thread was interrupted; its interrupt flag is set again.
            INTERRUPTED,
            /// An answer came and pointed to a place that may not be followed.
            REDIRECT_REFUSED
        }
    }

    /// Status and headers arrived; the body is read from the stream, within the limits of the call.
    ///
    /// @param status  100 to 599
    /// @param headers names in any case
    /// @param body    to be closed by whoever got it
    /// @param uri     where the answer came from, after redirects
    record Answered(int status, HttpHeaders headers, LimitedBody body, URI uri) implements Outcome, AutoCloseable {

        public boolean ok() {
            return status >= 200 && status < 300;
        }

        public Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        /// Reads at most `bytesMax` bytes as UTF-8 and leaves the rest, for error bodies.
        public String text(int bytesMax) throws IOException {
            return new String(body.readNBytes(bytesMax), StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            body.close();
        }

        @Override
        public String toString() {
            return "Answered[" + status + " " + uri.getHost() + "]";
        }
    }
}
