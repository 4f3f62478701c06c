package studio.atelier;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import studio.atelier.backend.identity.Identity;
import studio.atelier.platform.crypto.RecoveryKey;
import studio.atelier.platform.database.Database;
import studio.atelier.platform.http.HttpSettings;
import studio.atelier.platform.settings.StartRefused;

/// One running server. Opens its parts in order and closes them in the opposite order.
public final class Server implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Server.class);

    /// Of the 15 s that a stop may take, the database needs a few for itself.
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(9);

    private final AllSettings settings;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private @Nullable ConfigurableApplicationContext context;
    private String url = "";
    private String entrance = "";
    private String reminder = "";

    /// @param values environment and command line
    /// @throws studio.atelier.platform.settings.SettingsFaults with every fault
    public Server(Map<String, String> values) {
        this.settings = AllSettings.read(values);
    }

    /// Returns when requests are answered.
    ///
    /// @throws StartRefused with a sentence for the operator; everything opened is closed again
    public void start() {
        try {
            opened.push(settings.data().lock());
            refuseBusyPort(settings.http().port());
            Database database = Database.start(settings.database(), settings.data());
            opened.push(database);
            // Asked before the rooms are wired, because they make the key.
            boolean makesKey = !RecoveryKey.exists(settings.crypto(), settings.data());
            ConfigurableApplicationContext started = startContext(database);
            context = started;
            opened.push(started);
            url = started.getBean(HttpSettings.class).localUrl(port(started));
            Identity identity = started.getBean(Identity.class);
            entrance = identity.setupCode()
                    .map(code -> url + "/setup?code=" + code.reveal())
                    .orElse(url);
            reminder = makesKey ? "\nKeep a copy of the master key off this machine: ./atelier key FILE" : "";
            opened.push(RunFile.write(settings.data(), url, identity, database.superuserUri()));
        } catch (RuntimeException | Error failure) {
            close();
            throw sentence(failure);
        }
    }

    public String url() {
        return url;
    }

    /// The wired rooms; for tests.
    public ApplicationContext context() {
        if (context == null) {
            throw new IllegalStateException("the server has not been started");
        }
        return context;
    }

    /// What the operator sees when the server is ready; carries the one-time code while nobody exists.
    String greeting() {
        return "Atelier is ready: " + entrance + "\nTry it: curl " + url + "/api/session" + reminder;
    }

    /// Stops taking work, then stops the parts. Safe to call more than once, and while a start is under
    /// way.
    @Override
    public synchronized void close() {
        while (!opened.isEmpty()) {
            AutoCloseable part = opened.pop();
            Thread closing = Thread.ofPlatform().name("close").daemon().start(() -> close(part));
            try {
                if (!closing.join(CLOSE_LIMIT)) {
                    log.warn("a part of the server did not stop within {} s", CLOSE_LIMIT.toSeconds());
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception failure) {
            log.warn("a part of the server did not stop in order", failure);
        }
    }

    private ConfigurableApplicationContext startContext(Database database) {
        SpringApplication application = new SpringApplication(House.class);
        application.setRegisterShutdownHook(false);
        application.addInitializers(fresh -> {
            settings.rooms().forEach(record -> register((GenericApplicationContext) fresh, record));
            fresh.getBeanFactory().registerSingleton("database", database);
        });
        return application.run();
    }

    private static void register(GenericApplicationContext context, Record settings) {
        context.getBeanFactory().registerSingleton(settings.getClass().getName(), settings);
    }

    private static int port(ApplicationContext context) {
        var server = ((WebServerApplicationContext) context).getWebServer();
        if (server == null) {
            throw new IllegalStateException("the context has no web server");
        }
        return server.getPort();
    }

    // Asked first, so that the operator need not wait for the database to read this; the web server asks again.
    private static void refuseBusyPort(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException busy) {
            throw portBusy(port, busy);
        }
    }

    private static StartRefused portBusy(int port, Throwable cause) {
        return new StartRefused(
                "Port " + port
                        + " is in use by another program. Stop that program, or choose another port with --port.",
                cause);
    }

    /// Finds the sentence for the operator among the causes of a failed start.
    private static RuntimeException sentence(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case StartRefused refused -> {
                    return refused;
                }
                case PortInUseException busy -> {
                    return portBusy(busy.getPort(), busy);
                }
                default -> {}
            }
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }
}
