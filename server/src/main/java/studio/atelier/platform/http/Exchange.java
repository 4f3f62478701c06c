package studio.atelier.platform.http;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a request came from, with trusted proxies seen through.
///
/// @param requestId stands in the answer and in the log
/// @param address   the client's address as text, without port
/// @param local     the request was made on this machine and for this machine
/// @param secure    the client spoke HTTPS
/// @param host      scheme, host and port the client addressed
/// @param site      scheme, host and port of the site as configured; `host` where it is not
public record Exchange(String requestId, String address, boolean local, boolean secure, URI host, URI site) {

    private static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

    /// The request this thread serves; for diagnostics and the audit log, never for deciding.
    public static Optional<Exchange> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /// Runs what serves this request. Called by the chain.
    ///
    /// @param <X> what the work throws
    public <X extends Throwable> void serve(ScopedValue.CallableOp<?, X> work) throws X {
        var _ = ScopedValue.where(CURRENT, this).call(work);
    }

    /// Whether a page of ours sent the request, as a browser says in its `Origin`.
    ///
    /// @param origin null where none was sent
    public boolean own(@Nullable String origin) {
        if (origin == null) {
            return false;
        }
        try {
            URI given = URI.create(origin);
            return same(given, site) || same(given, host);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean same(URI one, URI other) {
        return one.getHost() != null
                && one.getHost().equalsIgnoreCase(other.getHost())
                && one.getScheme().equalsIgnoreCase(other.getScheme())
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    /// The address as limits count it: a network of 64 bits for IPv6, because that is what one household
    /// gets.
    public String addressKey() {
        int colons = 0;
        if (address.indexOf(':') < 0) {
            return address;
        }
        for (int at = 0; at < address.length(); at++) {
            if (address.charAt(at) == ':' && ++colons == 4) {
                return address.substring(0, at) + "::/64";
            }
        }
        return address;
    }
}
