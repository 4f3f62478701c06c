package studio.atelier.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.platform.outbound.Outcome.Answered;
import studio.atelier.platform.outbound.Outcome.NotSent;

/// A server with a certificate for `secure.test`, on loopback under two names.
class OutboundTlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final AtomicReference<String> seenHost = new AtomicReference<>("");

    @TempDir
    static Path folder;

    private static SSLContext context;
    private static HttpsServer server;

    @BeforeAll
    static void start() throws Exception {
        context = certificateFor("secure.test");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            seenHost.set(exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void connectsToTheCheckedAddressAndChecksTheNameOfTheCertificate() {
        try (Outbound outbound = outbound(context)) {
            Outcome outcome = outbound.send(OutboundCall.get(at("secure.test"), OutboundLimits.BRIEF));

            assertThat(outcome).isInstanceOfSatisfying(Answered.class, answer -> {
                assertThat(answer.status()).isEqualTo(204);
                answer.close();
            });
            assertThat(seenHost.get()).isEqualTo("secure.test:" + port());
        }
    }

    @Test
    void saysNotSentWhenTheCertificateIsForAnotherName() {
        try (Outbound outbound = outbound(context)) {
            Outcome outcome = outbound.send(OutboundCall.postJson(at("other.test"), "{}", OutboundLimits.BRIEF));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            NotSent.class, not -> assertThat(not.reason()).isEqualTo(NotSent.Obstacle.TLS_FAILED));
        }
    }

    @Test
    void saysNotSentWhenTheCertificateIsNotTrusted() throws GeneralSecurityException {
        try (Outbound outbound = outbound(SSLContext.getDefault())) {
            Outcome outcome = outbound.send(OutboundCall.postJson(at("secure.test"), "{}", OutboundLimits.BRIEF));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            NotSent.class, not -> assertThat(not.reason()).isEqualTo(NotSent.Obstacle.TLS_FAILED));
        }
    }

    private static Outbound outbound(SSLContext trust) {
        var allowed = Set.of(new HostPort("secure.test", port()), new HostPort("other.test", port()));
        return new Outbound(
                new OutboundSettings(allowed, Duration.ofSeconds(5)),
                _ -> List.of(InetAddress.ofLiteral("127.0.0.1")),
                trust);
    }

    private static URI at(String host) {
        return URI.create("https://" + host + ":" + port() + "/");
    }

    private static int port() {
        return server.getAddress().getPort();
    }

    /// A fresh self-signed certificate, made by the JDK's own tool, and a context that has and trusts it.
    private static SSLContext certificateFor(String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve("keys.p12");
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, PASSWORD);
        var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(trusted);
        SSLContext both = SSLContext.getInstance("TLS");
        both.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return both;
    }
}
