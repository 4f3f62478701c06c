package studio.atelier.platform.http.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import studio.atelier.platform.http.BodyLimit;

/// Which limit holds for a path: that of the longest prefix, else the usual one.
final class BodyLimits {

    /// How much of a body beyond its limit is read and thrown away, so that the client comes to hear why.
    /// Bytes.
    static final long THROWN_AWAY_MAX = 8L << 20;

    private final List<Map.Entry<String, Long>> longestFirst;
    private final long usual;

    BodyLimits(List<BodyLimit> limits, long usual) {
        this.longestFirst = limits.stream()
                .flatMap(limit -> limit.prefixes().stream().map(prefix -> Map.entry(prefix, limit.bytesMax())))
                .sorted(Comparator.comparingInt((Map.Entry<String, Long> limit) ->
                                limit.getKey().length())
                        .reversed())
                .toList();
        this.usual = usual;
    }

    long bytesMax(String path) {
        for (Map.Entry<String, Long> limit : longestFirst) {
            if (Surface.within(path, limit.getKey())) {
                return limit.getValue();
            }
        }
        return usual;
    }
}
