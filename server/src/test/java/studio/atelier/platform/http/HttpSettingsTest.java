package studio.atelier.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.platform.settings.SettingsFaults;
import studio.atelier.platform.settings.SettingsReader;

class HttpSettingsTest {

    @Test
    void listensOnThisMachineOnlyUnlessTold() {
        HttpSettings settings = read(Map.of());

        assertThat(settings.bind().isLoopbackAddress()).isTrue();
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.siteUrl()).isNull();
        assertThat(settings.localUrl(8080)).isEqualTo("http://127.0.0.1:8080");
    }

    @Test
    void refusesToSendPasswordsInTheClearUnlessTheOperatorInsists(@TempDir Path folder) throws IOException {
        String pem = Files.createFile(folder.resolve("site.pem")).toString();

        assertThatThrownBy(() -> read(Map.of("ATELIER_BIND", "0.0.0.0")))
                .isInstanceOf(SettingsFaults.class)
                .hasMessageContaining("ATELIER_INSECURE_BIND=on");

        assertThat(read(Map.of("ATELIER_BIND", "0.0.0.0", "ATELIER_INSECURE_BIND", "on"))
                        .bind()
                        .isAnyLocalAddress())
                .isTrue();
        assertThat(read(Map.of("ATELIER_BIND", "0.0.0.0", "ATELIER_TRUSTED_PROXIES", "10.0.0.0/8, ::1"))
                        .trustedProxies())
                .hasSize(2);
        assertThat(read(Map.of(
                                "ATELIER_BIND", "::",
                                "ATELIER_TLS_CERTIFICATE", pem,
                                "ATELIER_TLS_KEY", pem))
                        .localUrl(443))
                .isEqualTo("https://127.0.0.1:443");
    }

    @Test
    void reportsEveryFaultAtOnce() {
        assertThatThrownBy(() -> read(Map.of(
                        "ATELIER_BIND", "example.org",
                        "ATELIER_SITE_URL", "ftp://example.org/x",
                        "ATELIER_TLS_KEY", "/etc/k.pem",
                        "ATELIER_TRUSTED_PROXIES", "10.0.0.0/40")))
                .hasMessageContaining("ATELIER_BIND")
                .hasMessageContaining("ATELIER_SITE_URL")
                .hasMessageContaining("ATELIER_TLS_CERTIFICATE")
                .hasMessageContaining("ATELIER_TRUSTED_PROXIES");
    }

    @Test
    void noticesFilesThatAreNotThere() {
        assertThatThrownBy(() -> read(Map.of("ATELIER_TLS_CERTIFICATE", "/no/cert", "ATELIER_TLS_KEY", "/no/key")))
                .hasMessageContaining("ATELIER_TLS_CERTIFICATE names a file that cannot be read")
                .hasMessageContaining("ATELIER_TLS_KEY names a file that cannot be read");
    }

    @Test
    void takesASiteWithOrWithoutASlash() {
        assertThat(read(Map.of("ATELIER_SITE_URL", "https://studio.example.org/"))
                        .siteUrl())
                .isEqualTo(URI.create("https://studio.example.org"));
    }

    @Test
    void knowsWhatARangeHolds() throws Exception {
        Network range = Network.parse("192.168.16.0/20");

        assertThat(range.contains(InetAddress.ofLiteral("192.168.31.255"))).isTrue();
        assertThat(range.contains(InetAddress.ofLiteral("192.168.32.0"))).isFalse();
        assertThat(range.contains(InetAddress.ofLiteral("::1"))).isFalse();
    }

    private static HttpSettings read(Map<String, String> values) {
        SettingsReader reader = new SettingsReader(values);
        HttpSettings settings = HttpSettings.read(reader);
        reader.check();
        return settings;
    }
}
