package studio.atelier.platform.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import studio.atelier.platform.outbound.Outcome.NotSent;

/// Decides whether an address may be called, and which addresses its host may have meanwhile. Thread-safe.
final class Guard implements AutoCloseable {

    private static final Duration LOOK_UP_MAX = Duration.ofSeconds(5);
    private static final int LOOK_UPS_AT_ONCE = 8;
    private static final int URL_LENGTH_MAX = 8192;

    /// The last label is a number: what follows is an address in some spelling, never a name (WHATWG URL,
    /// "ends in a number").
    private static final Pattern NUMERIC_END = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)");

    private final Set<HostPort> allowed;
    private final NameLookup names;
    private final ExecutorService lookUps = Executors.newFixedThreadPool(
            LOOK_UPS_AT_ONCE,
            Thread.ofPlatform().daemon().name("outbound-names-", 0).factory());

    Guard(Set<HostPort> allowed, NameLookup names) {
        this.allowed = allowed;
        this.names = names;
    }

    /// What the guard says.
    sealed interface Verdict {

        /// @param host as it stands in the address
        /// @param pins what the host may resolve to; empty where the host is an address itself
        record Admitted(String host, List<InetAddress> pins) implements Verdict {}

        record Refused(NotSent.Obstacle reason, String sentence) implements Verdict {}
    }

    Verdict admit(URI uri) {
        String host = uri.getHost();
        if (host == null || uri.toString().length() > URL_LENGTH_MAX) {
            return refused("The address must look like https://host/path.");
        }
        if (uri.getRawUserInfo() != null) {
            return refused("The address must not contain a user name or password.");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return refused("The address must start with https://.");
        }
        int port = uri.getPort() < 0 ? (scheme.equals("https") ? 443 : 80) : uri.getPort();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host.toLowerCase(Locale.ROOT);
        if (port < 1 || port > 65_535 || bare.contains("%")) {
            return refused("The address must look like https://host/path.");
        }
        return admit(bare, port, scheme.equals("https"));
    }

    private Verdict admit(String host, int port, boolean secure) {
        boolean permitted = allowed.contains(new HostPort(host, port));
        boolean permittedElsewhere =
                allowed.stream().anyMatch(place -> place.host().equals(host));
        if (!permitted && permittedElsewhere) {
            // One name, one meaning: a host of the operator's own net is never also checked as a public one.
            return forbidden(host, port);
        }
        if (!permitted && !secure) {
            return refused("The address must start with https://; plain http needs " + host + ":" + port
                    + " in ATELIER_OUTBOUND_ALLOW.");
        }
        if (host.indexOf(':') >= 0 || NUMERIC_END.matcher(host).matches()) {
            return literal(host, port, permitted);
        }
        try {
            List<InetAddress> addresses = lookUp(host);
            if (!permitted && !addresses.stream().allMatch(AddressRules::isPublic)) {
                return forbidden(host, port);
            }
            return new Verdict.Admitted(host, addresses);
        } catch (UnknownHostException _) {
            return new Verdict.Refused(NotSent.Obstacle.NAME_UNKNOWN, "There is no server named " + host + ".");
        }
    }

    private static Verdict literal(String host, int port, boolean permitted) {
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException _) {
            return refused("The address " + host + " is not an IP address.");
        }
        if (host.indexOf(':') < 0 && !address.getHostAddress().equals(host)) {
            // Leading zeros and shorter spellings mean one address here and another elsewhere.
            return refused("The address " + host + " is not an IP address in its usual form.");
        }
        if (!permitted && !AddressRules.isPublic(address)) {
            return forbidden(host, port);
        }
        return new Verdict.Admitted(host, List.of());
    }

    /// The system's resolver takes as long as it likes and holds its thread; hence a few threads and a
    /// limit.
    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        Future<List<InetAddress>> answer = lookUps.submit(() -> names.lookUp(host));
        try {
            List<InetAddress> addresses = answer.get(LOOK_UP_MAX.toMillis(), TimeUnit.MILLISECONDS);
            if (addresses.isEmpty()) {
                throw new UnknownHostException(host);
            }
            return addresses;
        } catch (ExecutionException | TimeoutException _) {
            answer.cancel(true);
            throw new UnknownHostException(host);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host);
        }
    }

    private static Verdict refused(String sentence) {
        return new Verdict.Refused(NotSent.Obstacle.URL_REFUSED, sentence);
    }

    private static Verdict forbidden(String host, int port) {
        return new Verdict.Refused(
                NotSent.Obstacle.ADDRESS_REFUSED,
                "The address " + host + ":" + port + " is not public; the operator can allow it with"
                        + " ATELIER_OUTBOUND_ALLOW.");
    }

    @Override
    public void close() {
        lookUps.shutdownNow();
    }
}
