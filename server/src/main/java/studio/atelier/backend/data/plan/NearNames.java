package studio.atelier.backend.data.plan;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Finds what was probably meant by a name that is not there: the most letters in common, two and two.
public final class NearNames {

    /// Less alike than this is somebody else's name.
    private static final double ALIKE_MIN = 0.33;

    /// More names than this are not compared.
    private static final int NAMES_MAX = 2_000;

    private NearNames() {}

    public static Optional<String> nearest(String name, Collection<String> names) {
        String best = null;
        double bestAlike = ALIKE_MIN;
        int compared = 0;
        for (String each : names) {
            double alike = alike(name.toLowerCase(Locale.ROOT), each.toLowerCase(Locale.ROOT));
            if (alike > bestAlike) {
                best = each;
                bestAlike = alike;
            }
            if (++compared == NAMES_MAX) {
                break;
            }
        }
        return Optional.ofNullable(best);
    }

    /// Cosine of the two names' pairs of letters, 0 to 1.
    private static double alike(String one, String other) {
        Map<String, Integer> a = pairs(one);
        Map<String, Integer> b = pairs(other);
        double common = 0;
        for (var entry : a.entrySet()) {
            common += entry.getValue() * (double) b.getOrDefault(entry.getKey(), 0);
        }
        return common == 0 ? 0 : common / Math.sqrt(square(a) * square(b));
    }

    private static double square(Map<String, Integer> pairs) {
        return pairs.values().stream()
                .mapToDouble(count -> (double) count * count)
                .sum();
    }

    private static Map<String, Integer> pairs(String name) {
        String framed = "-" + name + "-";
        Map<String, Integer> pairs = new HashMap<>();
        for (int i = 0; i + 2 <= framed.length(); i++) {
            pairs.merge(framed.substring(i, i + 2), 1, Integer::sum);
        }
        return pairs;
    }
}
