package studio.atelier.surfaces.openai;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Formats such as `16:9` for sizes such as `1536x1024`.
final class AspectRatio {

    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");
    private static final Pattern RATIO = Pattern.compile("([1-9][0-9]?):([1-9][0-9]?)");

    /// A format that differs more would cut off or add what nobody asked for.
    private static final double DIFFERENCE_MAX = Math.log(1.2);

    private AspectRatio() {}

    /// @return empty for what is no size, and where no format is near
    static Optional<String> nearest(String size, List<String> ratios) {
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        double wanted = logarithm(matcher);
        return ratios.stream()
                .filter(ratio -> difference(ratio, wanted) <= DIFFERENCE_MAX)
                .min(Comparator.comparingDouble(ratio -> difference(ratio, wanted)));
    }

    private static double difference(String ratio, double wanted) {
        Matcher parts = RATIO.matcher(ratio);
        return parts.matches() ? Math.abs(logarithm(parts) - wanted) : Double.MAX_VALUE;
    }

    /// So that 3:2 is as far from square as 2:3.
    private static double logarithm(Matcher parts) {
        return Math.log(Double.parseDouble(parts.group(1)) / Double.parseDouble(parts.group(2)));
    }
}
