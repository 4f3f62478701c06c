package studio.atelier.platform.http.internal;

import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import studio.atelier.platform.http.HttpSettings;
import studio.atelier.platform.settings.StartRefused;

/// The container: where it listens, its limits, its silence about itself, and the [Doorway] in front of
/// everything.
final class ServerSetup implements WebServerFactoryCustomizer<JettyServletWebServerFactory>, Ordered {

    /// Room for a session cookie, a token and what proxies add; more is somebody trying.
    private static final int HEADER_BYTES_MAX = 32 * 1024;

    private static final Duration IDLE_MAX = Duration.ofSeconds(60);

    /// A sender slower than this holds a connection for its own sake. Bytes a second.
    private static final int SENDER_BYTES_MIN = 50;

    /// Requests served at once; virtual threads are cheap, what they wait for is not.
    private static final int REQUESTS_AT_ONCE_MAX = 4_000;

    /// Connections that may wait to be accepted. Java asks for 50, and the kernel resets what comes in a burst
    /// beyond it.
    private static final int CONNECTIONS_WAITING_MAX = 4_096;

    /// Read from a connection at once, where there is so much: a body comes to its thread in pieces of this
    /// size, and each wakes it. Borrowed while something is read, so a quiet connection has none. Jetty's own
    /// 8 KB cost an upload of 1 MB 128 awakenings.
    private static final int READ_BYTES = 64 << 10;

    private final HttpSettings settings;
    private final Doorway doorway;
    private final AccessLog accessLog;
    private final ContainerErrors errors;

    ServerSetup(HttpSettings settings, Doorway doorway, AccessLog accessLog, ContainerErrors errors) {
        this.settings = settings;
        this.doorway = doorway;
        this.accessLog = accessLog;
        this.errors = errors;
    }

    /// After the framework's own customizers, which read properties nobody sets.
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void customize(JettyServletWebServerFactory factory) {
        factory.setPort(settings.port());
        factory.setAddress(settings.bind());
        factory.setThreadPool(threads());
        if (settings.tls() != null) {
            factory.setSsl(ssl(settings.tls()));
        }
        factory.addServerCustomizers(this::customize);
    }

    /// With a name: the log looks for that of each thread, and takes long to make one for a thread without.
    private static VirtualThreadPool threads() {
        var threads = new VirtualThreadPool(REQUESTS_AT_ONCE_MAX);
        threads.setName("http-");
        return threads;
    }

    private static Ssl ssl(HttpSettings.Tls tls) {
        try {
            PemContent key = PemContent.load(tls.key());
            if (PemContent.load(tls.certificate()).getCertificates().isEmpty() || key.getPrivateKey() == null) {
                throw new IllegalStateException("nothing in it");
            }
        } catch (IOException | IllegalStateException | IllegalArgumentException failure) {
            throw new StartRefused(
                    "ATELIER_TLS_CERTIFICATE takes a PEM file with a certificate, ATELIER_TLS_KEY one with its private key"
                            + " without a passphrase; " + tls.certificate() + " and " + tls.key() + " are not.",
                    failure);
        }
        var ssl = new Ssl();
        ssl.setCertificate("file:" + tls.certificate());
        ssl.setCertificatePrivateKey("file:" + tls.key());
        ssl.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        return ssl;
    }

    private void customize(Server server) {
        Handler inner = server.getHandler();
        doorway.setHandler(inner);
        server.setHandler(doorway);
        server.setRequestLog(accessLog);
        server.setErrorHandler(errors);
        for (ServletContextHandler context : server.getDescendants(ServletContextHandler.class)) {
            unicode(context);
        }
        for (Connector connector : server.getConnectors()) {
            if (connector instanceof ServerConnector network) {
                network.setIdleTimeout(IDLE_MAX.toMillis());
                network.setAcceptQueueSize(CONNECTIONS_WAITING_MAX);
            }
            for (ConnectionFactory protocol : connector.getConnectionFactories()) {
                if (protocol instanceof AbstractConnectionFactory connections) {
                    connections.setInputBufferSize(READ_BYTES);
                }
                if (protocol instanceof HttpConfiguration.ConnectionFactory http) {
                    quiet(http.getHttpConfiguration());
                }
            }
        }
    }

    private static void unicode(ServletContextHandler context) {
        context.setDefaultRequestCharacterEncoding("UTF-8");
        context.setDefaultResponseCharacterEncoding("UTF-8");
    }

    private static void quiet(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(HEADER_BYTES_MAX);
        http.setMinRequestDataRate(SENDER_BYTES_MIN);
        http.setRelativeRedirectAllowed(true);
        // What a client declares of a file is kept as it was written.
        http.setHeaderCacheCaseSensitive(true);
    }
}
