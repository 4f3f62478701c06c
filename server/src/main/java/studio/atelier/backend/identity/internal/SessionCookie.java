package studio.atelier.backend.identity.internal;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.ResponseCookie;
import studio.atelier.platform.http.Exchange;

/// The browser's cookie: no script reads it, no other site's form sends it. Secure wherever the client
/// speaks HTTPS; over plain HTTP a browser would drop such a cookie, and that is only spoken on this
/// machine or where the operator insists.
final class SessionCookie {

    private static final String NAME = "atelier_session";

    private SessionCookie() {}

    static void set(HttpServletResponse response, Exchange exchange, String value, Duration lifetime) {
        response.addHeader("Set-Cookie", cookie(exchange, value, lifetime));
    }

    static void clear(HttpServletResponse response, Exchange exchange) {
        response.addHeader("Set-Cookie", cookie(exchange, "", Duration.ZERO));
    }

    static Optional<String> value(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(NAME) && !cookie.getValue().isEmpty()) {
                    return Optional.of(cookie.getValue());
                }
            }
        }
        return Optional.empty();
    }

    private static String cookie(Exchange exchange, String value, Duration lifetime) {
        return ResponseCookie.from(NAME, value)
                .path("/")
                .httpOnly(true)
                .secure(exchange.secure())
                .sameSite("Lax")
                .maxAge(lifetime)
                .build()
                .toString();
    }
}
