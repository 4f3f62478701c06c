package studio.atelier.platform.http;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.SettingsReader;

/// Where the server listens and whom it believes.
///
/// @param port            0 takes any free port
/// @param bind            the address to listen on
/// @param siteUrl         under which people know this server; null: as each request says
/// @param trustedProxies  whose `X-Forwarded-*` headers are believed
/// @param tls             certificate and key; null: plain HTTP
/// @param operationsToken opens metrics and health details from elsewhere
/// @param bodyBytesMax    for bodies without a limit of their own
public record HttpSettings(
        int port,
        InetAddress bind,
        @Nullable URI siteUrl,
        List<Network> trustedProxies,
        @Nullable Tls tls,
        Optional<Secret> operationsToken,
        long bodyBytesMax) {

    /// PEM files.
    public record Tls(Path certificate, Path key) {}

    public static HttpSettings read(SettingsReader settings) {
        int port = (int) settings.whole("ATELIER_PORT", 8080, 0, 65_535, "Port to listen on; 0 takes a free one.");
        InetAddress bind = bind(settings);
        URI siteUrl = siteUrl(settings);
        List<Network> proxies = settings.list(
                "ATELIER_TRUSTED_PROXIES",
                "address or range",
                Network::parse,
                "Proxies whose X-Forwarded headers are believed.");
        Tls tls = tls(settings);
        boolean insist = settings.flag(
                "ATELIER_INSECURE_BIND",
                false,
                "Listen beyond this machine without TLS and without a trusted proxy. Passwords then travel in the clear.");
        Optional<Secret> token = settings.secret(
                "ATELIER_OPERATIONS_TOKEN", "Bearer token for /metrics and the details of /api/health from elsewhere.");
        long body = settings.bytes(
                "ATELIER_BODY_MAX", "1MB", 1_024, 64L << 20, "Largest request body where no other limit is named.");
        if (!bind.isLoopbackAddress() && tls == null && proxies.isEmpty() && !insist) {
            settings.fault(
                    "ATELIER_BIND",
                    "is not a loopback address, and there is neither TLS (ATELIER_TLS_CERTIFICATE, ATELIER_TLS_KEY) nor a"
                            + " trusted proxy (ATELIER_TRUSTED_PROXIES); set one, or insist with ATELIER_INSECURE_BIND=on");
        }
        return new HttpSettings(port, bind, siteUrl, proxies, tls, token, body);
    }

    /// Under which this machine reaches the server.
    ///
    /// @param actualPort the one it really listens on
    public String localUrl(int actualPort) {
        String host = bind.isAnyLocalAddress() || bind.isLoopbackAddress() ? "127.0.0.1" : bind.getHostAddress();
        String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return (tls == null ? "http" : "https") + "://" + literal + ":" + actualPort;
    }

    private static InetAddress bind(SettingsReader settings) {
        String text = settings.text("ATELIER_BIND", "127.0.0.1", "Address to listen on; 0.0.0.0 for every one.");
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            settings.fault("ATELIER_BIND", "takes an address such as 127.0.0.1 or 0.0.0.0");
            return InetAddress.getLoopbackAddress();
        }
    }

    private static @Nullable URI siteUrl(SettingsReader settings) {
        String text = settings.optional("ATELIER_SITE_URL", "Under which people know this server.")
                .orElse(null);
        if (text == null) {
            return null;
        }
        try {
            URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null && url.getRawPath().isEmpty() && url.getRawQuery() == null) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // the one message below says what is wanted
        }
        settings.fault("ATELIER_SITE_URL", "takes scheme and host, such as https://studio.example.org, without a path");
        return null;
    }

    private static @Nullable Tls tls(SettingsReader settings) {
        Optional<Path> certificate = settings.path(
                "ATELIER_TLS_CERTIFICATE", "PEM file with the certificate and its chain; with a key: HTTPS.");
        Optional<Path> key = settings.path("ATELIER_TLS_KEY", "PEM file with the certificate's private key.");
        if (certificate.isPresent() != key.isPresent()) {
            settings.fault(
                    certificate.isPresent() ? "ATELIER_TLS_KEY" : "ATELIER_TLS_CERTIFICATE",
                    "is missing; certificate and key are set together");
            return null;
        }
        certificate
                .filter(file -> !Files.isReadable(file))
                .ifPresent(_ -> settings.fault("ATELIER_TLS_CERTIFICATE", "names a file that cannot be read"));
        key.filter(file -> !Files.isReadable(file))
                .ifPresent(_ -> settings.fault("ATELIER_TLS_KEY", "names a file that cannot be read"));
        return certificate.isPresent() ? new Tls(certificate.get(), key.orElseThrow()) : null;
    }
}
