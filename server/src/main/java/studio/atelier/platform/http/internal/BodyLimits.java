package studio.atelier.platform.http.internal;

import java.util.Comparator;
import java.util.List;
import studio.atelier.platform.http.BodyLimit;

/// Which limit holds for a path: that of the longest prefix, else the usual one.
final class BodyLimits {

    /// How much of a body beyond its limit is read and thrown away, so that the client comes to hear why.
    /// Bytes.
    static final long THROWN_AWAY_MAX = 8L << 20;

    private final List<BodyLimit> longestFirst;
    private final long usual;

    BodyLimits(List<BodyLimit> limits, long usual) {
        this.longestFirst = limits.stream()
                .sorted(Comparator.comparingInt(
                                (BodyLimit limit) -> limit.prefix().length())
                        .reversed())
                .toList();
        this.usual = usual;
    }

    long bytesMax(String path) {
        for (BodyLimit limit : longestFirst) {
            if (Surface.within(path, limit.prefix())) {
                return limit.bytesMax();
            }
        }
        return usual;
    }
}
