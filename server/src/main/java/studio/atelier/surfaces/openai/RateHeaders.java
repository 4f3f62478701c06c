package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

/// Says what is left of the limit of requests in the headers that OpenAI's clients read, on answers and on
/// refusals. The server's own headers are there already when a route is reached.
final class RateHeaders implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        copy(response, "RateLimit-Limit", "x-ratelimit-limit-requests", "");
        copy(response, "RateLimit-Remaining", "x-ratelimit-remaining-requests", "");
        copy(response, "RateLimit-Reset", "x-ratelimit-reset-requests", "s");
        return true;
    }

    private static void copy(HttpServletResponse response, String from, String to, String unit) {
        @Nullable String value = response.getHeader(from);
        if (value != null) {
            response.setHeader(to, value + unit);
        }
    }
}
