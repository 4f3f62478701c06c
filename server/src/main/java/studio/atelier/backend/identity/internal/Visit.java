package studio.atelier.backend.identity.internal;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.http.Exchange;

/// From where somebody signs in.
///
/// @param site      scheme and host under which they know this server
/// @param browser   whether the sign-in gets a cookie
record Visit(URI site, String address, @Nullable String userAgent, boolean browser) {

    static Visit of(Exchange exchange, @Nullable String userAgent, boolean browser) {
        return new Visit(exchange.site(), exchange.address(), userAgent, browser);
    }
}
