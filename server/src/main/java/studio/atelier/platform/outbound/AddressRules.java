package studio.atelier.platform.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/// Which addresses are part of the public internet. Everything that is not known to be public is refused.
/// Source: the IANA special-purpose registries (RFC 6890 and what was added since), plus the fixed address
/// of one cloud's metadata service.
final class AddressRules {

    private static final List<Block> REFUSED_V4 = blocks(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // carrier-grade NAT, and the metadata service of one cloud
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // a cloud's wire server: public by number, internal by use
            "169.254.0.0/16", // link-local, metadata services
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.31.196.0/24", // AS112
            "192.52.193.0/24", // AMT
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "192.175.48.0/24", // AS112
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, broadcast

    /// Only 2000::/3 is given out; loopback, unique local, link-local, multicast and mapped addresses lie
    /// outside.
    private static final Block GLOBAL_V6 = Block.parse("2000::/3");

    private static final List<Block> REFUSED_V6 = blocks(
            "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4: an IPv4 address in disguise
            "3fff::/20"); // documentation

    /// DNS64 writes public IPv4 addresses this way; what counts is the address inside.
    private static final Block NAT64 = Block.parse("64:ff9b::/96");

    private AddressRules() {}

    /// Whether the address may be connected to without the operator's word.
    static boolean isPublic(InetAddress address) {
        if (address instanceof Inet4Address) {
            return REFUSED_V4.stream().noneMatch(block -> block.holds(address));
        }
        if (NAT64.holds(address)) {
            return isPublic(inner(address));
        }
        return GLOBAL_V6.holds(address) && REFUSED_V6.stream().noneMatch(block -> block.holds(address));
    }

    private static InetAddress inner(InetAddress nat64) {
        try {
            byte[] bytes = nat64.getAddress();
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, bytes.length - 4, bytes.length));
        } catch (UnknownHostException failure) {
            throw new IllegalStateException("four bytes are an address", failure);
        }
    }

    private static List<Block> blocks(String... texts) {
        return Arrays.stream(texts).map(Block::parse).toList();
    }

    /// @param bits how many leading bits count
    private record Block(InetAddress prefix, int bits) {

        static Block parse(String text) {
            int slash = text.indexOf('/');
            return new Block(
                    InetAddress.ofLiteral(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        }

        boolean holds(InetAddress address) {
            byte[] bytes = address.getAddress();
            byte[] wanted = prefix.getAddress();
            if (bytes.length != wanted.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i % 8);
                if (((bytes[i / 8] ^ wanted[i / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
