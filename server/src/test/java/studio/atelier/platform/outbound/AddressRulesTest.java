package studio.atelier.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.outbound.Guard.Verdict;

class AddressRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "172.15.255.255",
                "172.32.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "169.253.0.1",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450:4001:800::200e",
                "64:ff9b::808:808"
            })
    void allowsThePublicInternet(String address) {
        assertThat(AddressRules.isPublic(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "3fff::1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "100::1"
            })
    void refusesWhateverIsNot(String address) {
        assertThat(AddressRules.isPublic(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "gopher://example.com/",
                "//example.com",
                "https:///path",
                "https://user@example.com/",
                "https://user:password@example.com/",
                "https://127.0.0.1/",
                "https://127.1/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0177.0.0.1/",
                "https://0x7f.1/",
                "https://127.0.0.1./",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[fe80::1%25eth0]/",
                "https://169.254.169.254/latest/meta-data/",
                "https://private.test/",
                "https://PRIVATE.test/",
                "https://private.test./",
                "https://mixed.test/",
                "https://mapped.test/",
                "https://example.com:99999/",
                "https://example.com:0/",
                "https://1.2.3/",
                "https://999.1.1.1/",
                "https://listed.test/",
                "http://listed.test:8081/",
                "http://listed.test/"
            })
    void refusesHostileAddresses(String address) {
        assertThat(guard().admit(URI.create(address))).isInstanceOf(Verdict.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com/v1, example.com",
        "https://EXAMPLE.com:8443/v1?x=1, example.com",
        "https://1.1.1.1/, 1.1.1.1",
        "http://listed.test:8080/v1, listed.test",
        "https://listed.test:8080/v1, listed.test",
        "http://10.1.2.3:11434/, 10.1.2.3",
        "http://[fd00::5]:8188/, fd00::5"
    })
    void admitsThePublicAndTheListed(String address, String host) {
        assertThat(guard().admit(URI.create(address)))
                .isInstanceOfSatisfying(
                        Verdict.Admitted.class,
                        admitted -> assertThat(admitted.host()).isEqualTo(host));
    }

    private static Guard guard() {
        var allowed = Set.of(
                HostPort.parse("listed.test:8080"), HostPort.parse("10.1.2.3:11434"), HostPort.parse("[fd00::5]:8188"));
        return new Guard(allowed, AddressRulesTest::lookUp);
    }

    private static List<InetAddress> lookUp(String host) throws UnknownHostException {
        return switch (host) {
            case "example.com" -> List.of(InetAddress.ofLiteral("93.184.216.34"));
            case "listed.test" -> List.of(InetAddress.ofLiteral("10.9.9.9"));
            case "mapped.test" -> List.of(InetAddress.ofLiteral("::ffff:10.0.0.1"));
            case "mixed.test" -> List.of(InetAddress.ofLiteral("93.184.216.34"), InetAddress.ofLiteral("10.0.0.1"));
            default -> {
                if (host.startsWith("private.test")) {
                    yield List.of(InetAddress.ofLiteral("192.168.0.1"));
                }
                throw new UnknownHostException(host);
            }
        };
    }
}
