package studio.atelier.backend.identity.internal;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as GoTrue's clients write them: `24h`, `1h30m`, `300ms`.
final class GoDuration {

    private static final Pattern PART = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ns|us|µs|ms|s|m|h)");
    private static final int LENGTH_MAX = 100;

    private GoDuration() {}

    /// @return empty for what is none; never negative
    static Optional<Duration> parse(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        if (text.isEmpty() || text.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        Matcher part = PART.matcher(text);
        Duration total = Duration.ZERO;
        int at = 0;
        while (at < text.length()) {
            if (!part.find(at) || part.start() != at) {
                return Optional.empty();
            }
            Duration unit = switch (part.group(2)) {
                case "ns" -> Duration.ofNanos(1);
                case "us", "µs" -> Duration.ofNanos(1_000);
                case "ms" -> Duration.ofMillis(1);
                case "s" -> Duration.ofSeconds(1);
                case "m" -> Duration.ofMinutes(1);
                default -> Duration.ofHours(1);
            };
            BigDecimal amount = new BigDecimal(part.group(1));
            Duration whole = unit.multipliedBy(amount.longValue());
            BigDecimal rest = amount.remainder(BigDecimal.ONE).multiply(BigDecimal.valueOf(unit.toNanos()));
            total = total.plus(whole).plusNanos(rest.longValue());
            at = part.end();
        }
        return Optional.of(total);
    }
}
