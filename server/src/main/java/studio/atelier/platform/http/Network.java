package studio.atelier.platform.http;

import java.net.InetAddress;

/// A range of addresses: `10.0.0.0/8`, `fd00::/8`, or one address.
///
/// @param bits how many leading bits count
public record Network(InetAddress address, int bits) {

    /// @throws IllegalArgumentException for anything but an address or a range written with digits; names
    ///     are not looked up
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        try {
            InetAddress address = InetAddress.ofLiteral(host);
            int width = address.getAddress().length * 8;
            int bits = slash < 0 ? width : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > width) {
                throw new IllegalArgumentException("'" + text + "' has more bits than an address");
            }
            return new Network(address, bits);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("'" + text + "' is not a range such as 10.0.0.0/8", wrong);
        }
    }

    public boolean contains(InetAddress other) {
        byte[] own = address.getAddress();
        byte[] given = other.getAddress();
        if (own.length != given.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((own[bit / 8] & mask) != (given[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
