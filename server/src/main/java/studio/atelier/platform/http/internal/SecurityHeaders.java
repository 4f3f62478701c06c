package studio.atelier.platform.http.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.atelier.platform.http.Exchange;
import studio.atelier.platform.http.PageSources;

/// Headers every answer carries unless its handler wrote its own. Sources: DESIGN 9; A4, B150.
final class SecurityHeaders {

    /// What a program gets is never a page; what somebody uploaded must not become one.
    private static final String DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

    private static final String HSTS = "max-age=31536000; includeSubDomains";

    private final String pagePolicy;

    /// @param sources from where pages load more than from us
    SecurityHeaders(List<PageSources> sources) {
        List<String> origins =
                sources.stream().flatMap(source -> source.origins().stream()).toList();
        String more = origins.isEmpty() ? "" : " " + String.join(" ", origins);
        this.pagePolicy = String.join(
                "; ",
                "default-src 'none'",
                "script-src 'self'" + more,
                "style-src 'self' 'unsafe-inline'" + more,
                "img-src 'self' data: blob:",
                "media-src 'self' blob:",
                "font-src 'self'",
                "connect-src 'self'" + more,
                "frame-src " + (origins.isEmpty() ? "'none'" : more.strip()),
                "worker-src 'self'",
                "manifest-src 'self'",
                "frame-ancestors 'none'",
                "base-uri 'none'",
                "form-action 'self'");
    }

    Map<String, String> of(Surface surface, Exchange exchange) {
        boolean page = surface == Surface.WEB;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Request-Id", exchange.requestId());
        headers.put("Content-Security-Policy", page ? pagePolicy : DATA_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Referrer-Policy", "strict-origin-when-cross-origin");
        headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        if (page) {
            headers.put("Cross-Origin-Resource-Policy", "same-origin");
        } else {
            headers.put("Cache-Control", "no-store");
        }
        if (exchange.secure()) {
            headers.put("Strict-Transport-Security", HSTS);
        }
        return headers;
    }
}
