package studio.atelier.platform.outbound;

import java.time.Duration;

/// How long and how much one call may take.
///
/// @param firstByte    from sending to status and headers
/// @param idle         between two reads that bring something
/// @param total        from sending to the end of the body
/// @param bodyBytesMax of the answer; above zero
/// @param redirectsMax 0 to 10; followed for GET and HEAD only
public record OutboundLimits(Duration firstByte, Duration idle, Duration total, long bodyBytesMax, int redirectsMax) {

    private static final int REDIRECTS_MAX = 10;

    /// For small JSON questions: 30 seconds, 8 MiB, no redirects.
    public static final OutboundLimits BRIEF =
            new OutboundLimits(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(30), 8L << 20, 0);

    /// For calls that make something: 10 minutes, 256 MiB, no redirects. What vendors' own libraries allow.
    public static final OutboundLimits WORK =
            new OutboundLimits(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofMinutes(15), 256L << 20, 0);

    /// For fetching a result: 2 GiB, up to 5 redirects.
    public static final OutboundLimits DOWNLOAD =
            new OutboundLimits(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMinutes(30), 2L << 30, 5);

    public OutboundLimits {
        if (firstByte.isNegative() || firstByte.isZero() || idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("waits are above zero");
        }
        if (total.compareTo(firstByte) < 0 || bodyBytesMax <= 0 || redirectsMax < 0 || redirectsMax > REDIRECTS_MAX) {
            throw new IllegalArgumentException("limits out of range");
        }
    }

    public OutboundLimits withBodyBytesMax(long bytes) {
        return new OutboundLimits(firstByte, idle, total, bytes, redirectsMax);
    }
}
