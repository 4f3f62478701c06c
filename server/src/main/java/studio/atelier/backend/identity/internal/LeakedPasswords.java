package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import studio.atelier.platform.settings.Secret;

/// Whether a password is in lists of leaked ones, asked by k-anonymity: the service is told the first five of the forty
/// characters of a hash and answers with all that begin alike. A service that does not answer keeps nobody out.
/// Source: the range search of Have I Been Pwned. Thread-safe.
final class LeakedPasswords {

    private static final Logger log = LoggerFactory.getLogger(LeakedPasswords.class);
    private static final int PREFIX = 5;
    private static final int ANSWER_BYTES_MAX = 256 << 10;

    /// Somebody waits for it.
    private static final OutboundLimits PATIENCE = new OutboundLimits(
            Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(3), ANSWER_BYTES_MAX, 0);

    private final Optional<URI> ranges;
    private final Outbound outbound;

    /// @param ranges ends before the slash; empty: nobody is asked
    LeakedPasswords(Optional<URI> ranges, Outbound outbound) {
        this.ranges = ranges;
        this.outbound = outbound;
    }

    boolean contains(String password) {
        return ranges.isPresent() && asked(ranges.get(), hash(password));
    }

    private boolean asked(URI ranges, String hash) {
        var call = new OutboundCall(
                "GET",
                URI.create(ranges + "/" + hash.substring(0, PREFIX)),
                // So that the length of the answer tells nothing either.
                Map.of("Add-Padding", new Secret("true")),
                new OutboundCall.Payload.None(),
                PATIENCE);
        if (!(outbound.send(call) instanceof Outcome.Answered answer)) {
            log.warn("the list of leaked passwords does not answer; a password was taken unseen");
            return false;
        }
        try (answer) {
            return answer.ok() && listed(answer.text(ANSWER_BYTES_MAX), hash.substring(PREFIX));
        } catch (IOException failure) {
            log.warn("the list of leaked passwords broke off; a password was taken unseen", failure);
            return false;
        }
    }

    /// Lines are `REST:COUNT`; padding has the count 0.
    private static boolean listed(String lines, String rest) {
        return lines.lines()
                .map(String::strip)
                .anyMatch(line -> line.length() > rest.length()
                        && line.regionMatches(true, 0, rest, 0, rest.length())
                        && !line.substring(rest.length()).equals(":0"));
    }

    private static String hash(String password) {
        try {
            // The service keeps its lists by this hash; nothing is stored by it here.
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(password.getBytes(UTF_8));
            return HexFormat.of().withUpperCase().formatHex(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-1", missing);
        }
    }
}
