package studio.atelier.platform.http.internal;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import studio.atelier.platform.limits.Rate;
import studio.atelier.platform.limits.Standing;
import studio.atelier.platform.limits.Standings;

/// `RateLimit-Policy` and `RateLimit` as structured fields: one member for each limit the request met, `q` may be
/// had in `w` seconds, `r` are left, and after `t` seconds all are back, or after a refusal at least one. Source:
/// draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4.
final class RateLimitHeaders {

    private RateLimitHeaders() {}

    static void write(HttpServletResponse response, List<Standing> standings) {
        response.setHeader("RateLimit-Policy", list(standings, RateLimitHeaders::policy));
        response.setHeader("RateLimit", list(standings, RateLimitHeaders::state));
    }

    /// The limit that refused, beside those that were met before.
    ///
    /// @param limit what the problem says of it: `name`, `capacity`, `period_seconds`
    static void refused(HttpServletResponse response, Map<?, ?> limit, Duration wait) {
        if (limit.get("name") instanceof String name
                && limit.get("capacity") instanceof Long capacity
                && limit.get("period_seconds") instanceof Long window) {
            List<Standing> standings = new ArrayList<>(Standings.current());
            standings.removeIf(each -> each.name().equals(name));
            var rate = new Rate(capacity, capacity, Duration.ofSeconds(window));
            standings.add(new Standing(name, rate, 0, wait));
            write(response, standings);
        }
    }

    private static String list(List<Standing> standings, Function<Standing, String> member) {
        return standings.stream().map(member).collect(Collectors.joining(", "));
    }

    private static String policy(Standing standing) {
        Rate rate = standing.rate();
        return "\"" + standing.name() + "\";q=" + rate.capacity() + ";w=" + seconds(rate.window());
    }

    private static String state(Standing standing) {
        return "\"" + standing.name() + "\";r=" + Math.max(0, standing.remaining()) + ";t="
                + standing.reset().plusMillis(999).toSeconds();
    }

    private static long seconds(Duration window) {
        return Math.max(1, window.toSeconds());
    }
}
