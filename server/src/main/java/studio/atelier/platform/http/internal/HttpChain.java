package studio.atelier.platform.http.internal;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.MDC;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.http.Warnings;
import studio.atelier.platform.limits.Standings;
import studio.atelier.platform.problem.Problem;

/// The one chain every request walks, top to bottom; [Doorway] has given it its id and its headers before.
/// What is thrown anywhere beneath is rendered here, in the dialect of the surface that was asked.
final class HttpChain implements Filter {

    static final String REQUEST_ID = "request_id";

    /// What a successful answer warns of.
    private static final String WARNING = "x-atelier-warning";

    private final BodyLimits bodyLimits;
    private final Gate gate;
    private final Renderer renderer;

    HttpChain(BodyLimits bodyLimits, Gate gate, Renderer renderer) {
        this.bodyLimits = bodyLimits;
        this.gate = gate;
        this.renderer = renderer;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain handler)
            throws IOException {
        var request = (HttpServletRequest) servletRequest;
        var response = (HttpServletResponse) servletResponse;
        var trace = (Trace) request.getAttribute(Trace.ATTRIBUTE);
        MDC.put(REQUEST_ID, trace.exchange().requestId());
        try {
            Standings.hear(standings -> RateLimitHeaders.write(response, standings), () -> {
                Warnings.hear(warning -> response.addHeader(WARNING, warning), () -> {
                    serve(trace, request, response, handler);
                    return true;
                });
                return true;
            });
        } finally {
            MDC.remove(REQUEST_ID);
        }
    }

    private void serve(Trace trace, HttpServletRequest request, HttpServletResponse response, FilterChain handler)
            throws IOException {
        try {
            if (Cors.answered(trace.surface(), request, response)) {
                return;
            }
            checkAnnouncedLength(request, trace);
            Caller caller = gate.admit(trace, request);
            trace.caller(caller);
            caller.attach(request);
            trace.exchange().<Exception>serve(() -> {
                handler.doFilter(request, response);
                return true;
            });
        } catch (Exception | StackOverflowError failure) {
            renderer.render(failure, request, response);
        }
    }

    private void checkAnnouncedLength(HttpServletRequest request, Trace trace) throws IOException {
        long bytesMax = bodyLimits.bytesMax(trace.path());
        long announced = request.getContentLengthLong();
        if (announced > bytesMax) {
            if (announced <= bytesMax + BodyLimits.THROWN_AWAY_MAX) {
                request.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            throw Problem.of(HttpProblem.BODY_TOO_LARGE, Refusals.tooLarge(bytesMax))
                    .exception();
        }
    }
}
