package studio.atelier.platform.http.internal;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;

/// The `RateLimit-*` headers, in whole seconds.
final class RateLimitHeaders {

    private RateLimitHeaders() {}

    static void write(HttpServletResponse response, long capacity, long remaining, Duration reset) {
        response.setHeader("RateLimit-Limit", Long.toString(capacity));
        response.setHeader("RateLimit-Remaining", Long.toString(remaining));
        response.setHeader(
                "RateLimit-Reset", Long.toString(reset.plusMillis(999).toSeconds()));
    }
}
