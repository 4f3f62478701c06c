package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.HandlerInterceptor;
import studio.atelier.platform.limits.Standing;
import studio.atelier.platform.limits.Standings;

/// Says what is left of the limit of requests in the headers that OpenAI's clients read, beside the server's
/// own; the dialect does it on refusals. Requests are counted before a route is reached.
final class RateHeaders implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        Standings.current().stream().findFirst().ifPresent(requests -> write(response, requests));
        return true;
    }

    private static void write(HttpServletResponse response, Standing requests) {
        response.setHeader(
                "x-ratelimit-limit-requests", Long.toString(requests.rate().capacity()));
        response.setHeader("x-ratelimit-remaining-requests", Long.toString(requests.remaining()));
        response.setHeader(
                "x-ratelimit-reset-requests", requests.reset().plusMillis(999).toSeconds() + "s");
    }
}
