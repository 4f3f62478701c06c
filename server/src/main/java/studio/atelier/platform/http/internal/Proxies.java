package studio.atelier.platform.http.internal;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.http.Exchange;
import studio.atelier.platform.http.HttpSettings;

/// Sees through trusted proxies and through nobody else's headers.
final class Proxies {

    /// More hops than any honest chain has.
    private static final int HOPS_MAX = 20;

    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

    /// Longer ones are no host names.
    private static final int HOST_LENGTH_MAX = 260;

    /// A server has few names; more is somebody trying them.
    private static final int HOSTS_KEPT_MAX = 100;

    private final HttpSettings settings;
    private final LoadingCache<Named, Host> hosts;

    Proxies(HttpSettings settings) {
        this.settings = settings;
        this.hosts = Caffeine.newBuilder().maximumSize(HOSTS_KEPT_MAX).build(this::read);
    }

    /// What a request called us.
    private record Named(boolean secure, String host) {}

    /// @param loopback whether the name is one of this machine
    private record Host(URI uri, boolean loopback) {}

    /// What the connection and the headers say.
    ///
    /// @param forwardedFor all values of `X-Forwarded-For`, in order
    record Seen(
            InetAddress peer,
            boolean tls,
            @Nullable String host,
            List<String> forwardedFor,
            @Nullable String forwardedProto,
            @Nullable String forwardedHost,
            boolean forwarded) {}

    Exchange exchange(String requestId, Seen seen) {
        boolean believed = trusted(seen.peer());
        InetAddress client = believed ? client(seen) : seen.peer();
        boolean secure = seen.tls() || (believed && "https".equalsIgnoreCase(seen.forwardedProto()));
        String named = believed && seen.forwardedHost() != null ? seen.forwardedHost() : seen.host();
        Host host = host(secure, named);
        URI site = settings.siteUrl() == null ? host.uri() : settings.siteUrl();
        // A proxy on this machine that nobody told us about would make every visitor look local.
        boolean unknownProxy = seen.forwarded() && !believed;
        boolean local = client.isLoopbackAddress() && !unknownProxy && host.loopback();
        return new Exchange(requestId, client.getHostAddress(), local, secure, host.uri(), site);
    }

    /// From right to left, the first hop that is not a proxy of ours.
    private InetAddress client(Seen seen) {
        List<String> hops = seen.forwardedFor().stream()
                .flatMap(value -> java.util.Arrays.stream(value.split(",", HOPS_MAX)))
                .map(String::trim)
                .toList();
        InetAddress nearest = seen.peer();
        for (int at = hops.size() - 1; at >= 0 && hops.size() - at <= HOPS_MAX; at--) {
            InetAddress hop = literal(hops.get(at));
            if (hop == null) {
                return nearest;
            }
            nearest = hop;
            if (!trusted(hop)) {
                return hop;
            }
        }
        return nearest;
    }

    private boolean trusted(InetAddress address) {
        return settings.trustedProxies().stream().anyMatch(network -> network.contains(address));
    }

    private static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private Host host(boolean secure, @Nullable String host) {
        return hosts.get(new Named(secure, host == null || host.length() > HOST_LENGTH_MAX ? "" : host));
    }

    private Host read(Named named) {
        URI uri = uri(named);
        return new Host(uri, loopbackName(uri.getHost()));
    }

    private URI uri(Named named) {
        String scheme = named.secure() ? "https://" : "http://";
        String host = named.host();
        if (HOST.matcher(host).matches()) {
            try {
                URI uri = URI.create(scheme + host.toLowerCase(java.util.Locale.ROOT));
                if (uri.getHost() != null) {
                    return uri;
                }
            } catch (IllegalArgumentException _) {
                // a host such as "..": as if none had been sent
            }
        }
        return URI.create(scheme + "localhost:" + settings.port());
    }

    private static boolean loopbackName(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }
}
