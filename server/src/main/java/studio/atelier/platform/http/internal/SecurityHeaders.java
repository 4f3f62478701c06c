package studio.atelier.platform.http.internal;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.PreEncodedHttpField;
import studio.atelier.platform.http.Exchange;
import studio.atelier.platform.http.PageSources;

/// Headers every answer carries unless its handler wrote its own. Sources: DESIGN 9; A4, B150.
final class SecurityHeaders {

    /// What a program gets is never a page; what somebody uploaded must not become one.
    private static final String DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

    private static final String HSTS = "max-age=31536000; includeSubDomains";

    private final List<HttpField> page;
    private final List<HttpField> securePage;
    private final List<HttpField> data = fields(false, false, DATA_POLICY);
    private final List<HttpField> secureData = fields(false, true, DATA_POLICY);

    /// @param sources from where pages load more than from us
    SecurityHeaders(List<PageSources> sources) {
        List<String> origins =
                sources.stream().flatMap(source -> source.origins().stream()).toList();
        String more = origins.isEmpty() ? "" : " " + String.join(" ", origins);
        String pagePolicy = String.join(
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
        this.page = fields(true, false, pagePolicy);
        this.securePage = fields(true, true, pagePolicy);
    }

    /// What goes with each answer of a kind, encoded once.
    List<HttpField> of(Surface surface, Exchange exchange) {
        boolean page = surface == Surface.WEB;
        return page ? (exchange.secure() ? securePage : this.page) : (exchange.secure() ? secureData : data);
    }

    private static List<HttpField> fields(boolean page, boolean secure, String policy) {
        List<HttpField> fields = new ArrayList<>();
        fields.add(field("Content-Security-Policy", policy));
        fields.add(field("X-Content-Type-Options", "nosniff"));
        fields.add(field("X-Frame-Options", "DENY"));
        fields.add(field("Referrer-Policy", "strict-origin-when-cross-origin"));
        fields.add(field("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"));
        fields.add(field("Cross-Origin-Opener-Policy", "same-origin"));
        fields.add(page ? field("Cross-Origin-Resource-Policy", "same-origin") : field("Cache-Control", "no-store"));
        if (secure) {
            fields.add(field("Strict-Transport-Security", HSTS));
        }
        return List.copyOf(fields);
    }

    private static HttpField field(String name, String value) {
        return new PreEncodedHttpField(name, value);
    }
}
