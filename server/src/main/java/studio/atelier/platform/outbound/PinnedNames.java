package studio.atelier.platform.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.net.spi.InetAddressResolverProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The name resolver of this JVM (`META-INF/services`). While a guarded call is on its way, its host
/// resolves to the addresses that were checked and to nothing else, so a name cannot turn private between
/// check and connection. All other names resolve as ever. Thread-safe.
///
/// Public with a public constructor because the JDK makes it; nobody else does.
public final class PinnedNames extends InetAddressResolverProvider {

    private static final ConcurrentMap<String, Pin> PINS = new ConcurrentHashMap<>();
    private static volatile @Nullable InetAddressResolver builtin;

    /// @param addresses checked, at least one
    /// @param holders   calls on their way
    private record Pin(List<InetAddress> addresses, int holders) {}

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver system = configuration.builtinResolver();
        builtin = system;
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                Pin pin = PINS.get(key(host));
                if (pin == null) {
                    return system.lookupByName(host, policy);
                }
                List<InetAddress> named = new ArrayList<>(pin.addresses().size());
                for (InetAddress address : pin.addresses()) {
                    // TLS checks the certificate against the name that the address carries.
                    named.add(InetAddress.getByAddress(host, address.getAddress()));
                }
                return named.stream();
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return system.lookupByAddress(address);
            }
        };
    }

    @Override
    public String name() {
        return "Atelier";
    }

    /// Makes sure that this class resolves the names of the JVM.
    ///
    /// @throws IllegalStateException when it does not: then a pin holds nothing, and no call may be made
    static void install() {
        try {
            // The JDK loads the resolver at the first look-up.
            InetAddress.getAllByName("localhost");
        } catch (UnknownHostException _) {
            // Loaded all the same.
        }
        system();
    }

    /// Asks the system, past every pin and cache.
    static List<InetAddress> lookUp(String host) throws UnknownHostException {
        // The order is the JDK's own default; its client tries the first address only.
        return system().lookupByName(
                        host, LookupPolicy.of(LookupPolicy.IPV4 | LookupPolicy.IPV6 | LookupPolicy.IPV4_FIRST))
                .toList();
    }

    private static InetAddressResolver system() {
        InetAddressResolver system = builtin;
        if (system == null) {
            throw new IllegalStateException("names are not resolved by " + PinnedNames.class.getName());
        }
        return system;
    }

    /// Until [#release], the host means these addresses.
    static void hold(String host, List<InetAddress> addresses) {
        PINS.compute(key(host), (_, pin) -> new Pin(List.copyOf(addresses), pin == null ? 1 : pin.holders() + 1));
    }

    static void release(String host) {
        PINS.computeIfPresent(
                key(host), (_, pin) -> pin.holders() == 1 ? null : new Pin(pin.addresses(), pin.holders() - 1));
    }

    private static String key(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
