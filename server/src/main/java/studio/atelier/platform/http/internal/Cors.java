package studio.atelier.platform.http.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/// Lets pages of any origin ask with a token of their own. The session cookie is never lent to them: there
/// is no `Access-Control-Allow-Credentials`. Source: wire reference 1.4; A4.
final class Cors {

    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    private static final String REQUEST_HEADERS = String.join(
            ", ",
            "authorization",
            "apikey",
            "x-client-info",
            "content-type",
            "accept",
            "accept-profile",
            "content-profile",
            "prefer",
            "range",
            "range-unit",
            "x-supabase-api-version",
            "x-retry-count",
            "x-upsert",
            "x-metadata",
            "cache-control",
            "x-region",
            "x-signature",
            "x-request-id",
            "idempotency-key",
            "last-event-id",
            "tus-resumable",
            "upload-length",
            "upload-offset",
            "upload-metadata",
            "upload-defer-length",
            "x-http-method-override",
            "openai-organization",
            "openai-project",
            "traceparent",
            "tracestate",
            "baggage");
    private static final String RESPONSE_HEADERS = String.join(
            ", ",
            "content-range",
            "content-location",
            "location",
            "preference-applied",
            "x-total-count",
            "link",
            "x-request-id",
            "x-supabase-api-version",
            "x-relay-error",
            "sb-error-code",
            "x-sb-error-code",
            "etag",
            "content-disposition",
            "retry-after",
            "ratelimit",
            "ratelimit-policy",
            "x-atelier-warning",
            "tus-resumable",
            "upload-offset",
            "upload-length",
            "upload-expires",
            "tus-version",
            "tus-extension",
            "tus-max-size");
    private static final String PREFLIGHT_SECONDS = "3600";

    private Cors() {}

    /// @return true when this was a preflight and is answered
    static boolean answered(Surface surface, HttpServletRequest request, HttpServletResponse response) {
        if (!surface.programmatic() && surface != Surface.MEDIA) {
            return false;
        }
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setHeader("Access-Control-Expose-Headers", RESPONSE_HEADERS);
        if (!request.getMethod().equals("OPTIONS") || request.getHeader("Access-Control-Request-Method") == null) {
            return false;
        }
        response.setHeader("Access-Control-Allow-Methods", METHODS);
        response.setHeader("Access-Control-Allow-Headers", REQUEST_HEADERS);
        response.setHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        return true;
    }
}
