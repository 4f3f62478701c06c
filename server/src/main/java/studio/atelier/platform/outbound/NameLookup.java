package studio.atelier.platform.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Asks for the addresses of a name, uncached. The system's resolver in the server; a table in tests of
/// rebinding.
@FunctionalInterface
interface NameLookup {

    List<InetAddress> lookUp(String host) throws UnknownHostException;
}
