package studio.atelier.platform.outbound;

import java.util.Locale;
import java.util.regex.Pattern;

/// A place the operator allows although it is not public.
///
/// @param host in lower case, as it stands in addresses; an IPv6 address without brackets
/// @param port 1 to 65535
public record HostPort(String host, int port) {

    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^:\\[\\]/@\\s]+)):([0-9]{1,5})");
    private static final int PORT_MAX = 65_535;

    public HostPort {
        host = host.toLowerCase(Locale.ROOT);
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("a port is 1 to 65535");
        }
    }

    /// @param text `host:port`, `192.0.2.1:port` or `[2001:db8::1]:port`
    /// @throws IllegalArgumentException with what is wrong
    public static HostPort parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("write host:port, such as localhost:11434");
        }
        String host = match.group(1) == null ? match.group(2) : match.group(1);
        return new HostPort(host, Integer.parseInt(match.group(3)));
    }
}
