package studio.atelier.platform.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.http.Exchange;
import studio.atelier.platform.http.HttpSettings;
import studio.atelier.platform.http.Network;

class ProxiesTest {

    @Test
    void believesAProxyThatIsTrustedAndSeesThroughAChainOfThem() {
        var proxies = proxies(null, "10.0.0.0/8");

        Exchange exchange = proxies.exchange(
                "id",
                seen("10.0.0.2", "inner:8080", "https", "studio.example.org", "198.51.100.9, 203.0.113.7, 10.1.1.1"));

        assertThat(exchange.address()).isEqualTo("203.0.113.7");
        assertThat(exchange.secure()).isTrue();
        assertThat(exchange.site()).isEqualTo(URI.create("https://studio.example.org"));
        assertThat(exchange.local()).isFalse();
    }

    @Test
    void takesAStrangersOwnAddressWhateverItClaims() {
        var proxies = proxies(null, "10.0.0.0/8");

        Exchange exchange = proxies.exchange(
                "id", seen("198.51.100.4", "studio.example.org", "https", "evil.example", "127.0.0.1"));

        assertThat(exchange.address()).isEqualTo("198.51.100.4");
        assertThat(exchange.secure()).isFalse();
        assertThat(exchange.host()).isEqualTo(URI.create("http://studio.example.org"));
    }

    @Test
    void isNotLocalBehindAnUnknownProxyOnThisMachineOrUnderAForeignName() {
        var proxies = proxies(null);

        assertThat(proxies.exchange("id", seen("127.0.0.1", "127.0.0.1:8080", null, null))
                        .local())
                .isTrue();
        assertThat(proxies.exchange("id", seen("127.0.0.1", "127.0.0.1:8080", null, null, "203.0.113.7"))
                        .local())
                .isFalse();
        assertThat(proxies.exchange("id", seen("127.0.0.1", "rebound.example:8080", null, null))
                        .local())
                .isFalse();
    }

    @Test
    void namesTheSiteThatWasConfigured() {
        var proxies = proxies(URI.create("https://studio.example.org"));

        Exchange exchange = proxies.exchange("id", seen("127.0.0.1", "localhost:8080", null, null));

        assertThat(exchange.site()).isEqualTo(URI.create("https://studio.example.org"));
        assertThat(exchange.host()).isEqualTo(URI.create("http://localhost:8080"));
    }

    @Test
    void survivesHostsThatAreNone() {
        var proxies = proxies(null);

        for (String host : List.of("", "..", "a b", "evil.example/x", "[::1", "a".repeat(400))) {
            assertThat(proxies.exchange("id", seen("127.0.0.1", host, null, null))
                            .host())
                    .isEqualTo(URI.create("http://localhost:8080"));
        }
    }

    @Test
    void countsANetworkOfOneHouseholdAsOneAddress() {
        URI site = URI.create("http://localhost");

        assertThat(new Exchange("id", "2001:db8:1:2:3:4:5:6", false, false, site, site).addressKey())
                .isEqualTo("2001:db8:1:2::/64");
        assertThat(new Exchange("id", "203.0.113.7", false, false, site, site).addressKey())
                .isEqualTo("203.0.113.7");
    }

    private static Proxies proxies(@Nullable URI site, String... trusted) {
        return new Proxies(new HttpSettings(
                8080,
                InetAddress.ofLiteral("127.0.0.1"),
                site,
                List.of(trusted).stream().map(Network::parse).toList(),
                null,
                Optional.empty(),
                1_000));
    }

    private static Proxies.Seen seen(
            String peer,
            String host,
            @Nullable String forwardedProto,
            @Nullable String forwardedHost,
            String... forwardedFor) {
        return new Proxies.Seen(
                InetAddress.ofLiteral(peer),
                false,
                host,
                List.of(forwardedFor),
                forwardedProto,
                forwardedHost,
                forwardedFor.length > 0);
    }
}
