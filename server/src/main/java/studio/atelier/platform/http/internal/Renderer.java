package studio.atelier.platform.http.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.http.ProblemDialect.Answer;
import studio.atelier.platform.http.ProblemDialect.Asked;
import studio.atelier.platform.problem.Problem;
import tools.jackson.databind.json.JsonMapper;

/// Writes every refusal of the server, each in the dialect of the surface that was asked. One place, so
/// that no stack trace and no answer without a request id can leave by another.
final class Renderer {

    private static final Logger log = LoggerFactory.getLogger(Renderer.class);

    /// What a handler may have said of the body it did not send in the end.
    private static final List<String> CONTENT_HEADERS = List.of(
            "Accept-Ranges",
            "Cache-Control",
            "Content-Disposition",
            "Content-Encoding",
            "Content-Range",
            "ETag",
            "Last-Modified");

    private final List<ProblemDialect> longestFirst;
    private final ProblemDialect usual = new ProblemDetails();
    private final JsonMapper json;

    Renderer(List<ProblemDialect> dialects, JsonMapper json) {
        this.longestFirst = dialects.stream()
                .sorted(Comparator.comparingInt(
                                (ProblemDialect dialect) -> dialect.prefix().length())
                        .reversed())
                .toList();
        this.json = json;
    }

    /// Answers, or gives up quietly where the client has gone or the answer has begun.
    void render(Throwable failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Problem problem = Refusals.of(failure);
        note(problem, failure, request);
        if (response.isCommitted()) {
            throw new IOException("the answer broke off", failure);
        }
        write(problem, allow(failure), request, response);
    }

    /// For refusals that come as a problem and not as an exception.
    void render(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getAttribute(Trace.ATTRIBUTE) instanceof Trace trace) {
            trace.problem(problem.code().code());
        }
        write(problem, Map.of(), request, response);
    }

    /// The answer as the surface writes it; for errors the container finds before there is a servlet
    /// request.
    Answer answer(Problem problem, Asked asked) {
        return dialect(asked.path()).render(problem, asked);
    }

    private static void note(Problem problem, Throwable failure, HttpServletRequest request) {
        if (request.getAttribute(Trace.ATTRIBUTE) instanceof Trace trace) {
            trace.problem(problem.code().code());
        }
        if (gone(failure)) {
            log.debug("nobody waits for this answer any more", failure);
        } else if (problem.code() == HttpProblem.INTERNAL) {
            log.error("a request failed", failure);
        } else if (problem.code().status() >= 500) {
            log.warn("a request was refused with {}: {}", problem.code().code(), rootMessage(failure));
        }
    }

    private static boolean gone(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof org.eclipse.jetty.io.EofException
                    || cause instanceof org.springframework.web.context.request.async.AsyncRequestNotUsableException) {
                return true;
            }
        }
        return false;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    private static Map<String, String> allow(Throwable failure) {
        if (failure instanceof HttpRequestMethodNotSupportedException wrong && wrong.getSupportedMethods() != null) {
            return Map.of("Allow", String.join(", ", wrong.getSupportedMethods()));
        }
        return Map.of();
    }

    private void write(
            Problem problem, Map<String, String> more, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Asked asked = asked(request);
        Answer answer = answer(problem, asked);
        response.resetBuffer();
        CONTENT_HEADERS.forEach(name -> response.setHeader(name, null));
        response.setStatus(answer.status());
        response.setContentType(answer.contentType());
        more.forEach(response::setHeader);
        answer.headers().forEach(response::setHeader);
        Duration wait = problem.retryAfter();
        if (wait != null) {
            response.setHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds())));
            if (problem.extra().get("limit") instanceof Map<?, ?> limit) {
                RateLimitHeaders.refused(response, limit, wait);
            }
        }
        if (answer.status() == 401 && !response.containsHeader("WWW-Authenticate")) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        byte[] body = body(answer);
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
        response.flushBuffer();
    }

    byte[] body(Answer answer) {
        String text = answer.text();
        return text == null ? json.writeValueAsBytes(answer.body()) : text.getBytes(StandardCharsets.UTF_8);
    }

    private ProblemDialect dialect(String path) {
        for (ProblemDialect dialect : longestFirst) {
            if (Surface.within(path, dialect.prefix())) {
                return dialect;
            }
        }
        return usual;
    }

    private static Asked asked(HttpServletRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name.toLowerCase(Locale.ROOT), request.getHeader(name));
        }
        return request.getAttribute(Trace.ATTRIBUTE) instanceof Trace trace
                ? new Asked(trace.exchange().requestId(), request.getMethod(), trace.path(), headers)
                : new Asked("", request.getMethod(), request.getRequestURI(), headers);
    }
}
