package studio.atelier.platform.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.outbound.Outcome.Answered;
import studio.atelier.platform.outbound.Outcome.NotSent;
import studio.atelier.platform.outbound.Outcome.SentNoAnswer;
import studio.atelier.platform.settings.Secret;

/// The one door to other people's servers. Blocks the calling (virtual) thread; an interrupt ends the call.
/// Sends no request twice on its own, save a GET or HEAD whose kept connection had gone away. Thread-safe.
public final class Outbound implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Outbound.class);

    /// Headers that may follow a redirect to another host. All others may be credentials.
    private static final Set<String> HARMLESS_HEADERS = Set.of("accept", "accept-language", "range", "user-agent");

    private static final Set<String> FOLLOWED_METHODS = Set.of("GET", "HEAD");
    private static final String USER_AGENT = "Atelier";

    static {
        // A connection that the other side has just closed makes a POST end as "sent, no answer". Servers keep idle
        // connections for 5 seconds and more; the JDK would keep its side for 30.
        if (System.getProperty("jdk.httpclient.keepalive.timeout") == null) {
            System.setProperty("jdk.httpclient.keepalive.timeout", "4");
        }
    }

    private final Guard guard;
    private final HttpClient client;
    private final ScheduledThreadPoolExecutor watches = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("outbound-watch").factory());

    public Outbound(OutboundSettings settings) {
        this(settings, PinnedNames::lookUp, null);
    }

    /// @param trust whom to trust; null for the JDK's own choice
    Outbound(OutboundSettings settings, NameLookup names, @Nullable SSLContext trust) {
        PinnedNames.install();
        guard = new Guard(settings.allowed(), names);
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .executor(Executors.newVirtualThreadPerTaskExecutor());
        if (trust != null) {
            builder.sslContext(trust);
        }
        client = builder.build();
        watches.setRemoveOnCancelPolicy(true);
    }

    /// Makes the call.
    ///
    /// @return what became of it; an [Answered] must be closed
    public Outcome send(OutboundCall call) {
        long sent = System.nanoTime();
        OutboundCall current = call;
        for (int hop = 0; ; hop++) {
            Outcome outcome = hop(current, sent);
            log.debug(
                    "outbound {} {} -> {}",
                    current.method(),
                    current.uri().getHost(),
                    outcome.getClass().getSimpleName());
            if (!(outcome instanceof Answered answer) || !followed(current, answer)) {
                return hop > 0 && outcome instanceof NotSent refused
                        ? new SentNoAnswer(SentNoAnswer.Silence.REDIRECT_REFUSED, refused.detail())
                        : outcome;
            }
            answer.close();
            Optional<URI> next = hop < call.limits().redirectsMax() ? location(answer) : Optional.empty();
            if (next.isEmpty()) {
                return new SentNoAnswer(
                        SentNoAnswer.Silence.REDIRECT_REFUSED,
                        "The server " + answer.uri().getHost() + " redirects without end or to nowhere.");
            }
            current = current.to(next.get(), kept(current, next.get()));
        }
    }

    /// Whether an address that somebody typed may be called at all, for saying so before it is kept. Looks
    /// the name up; a name that does not exist now is not a refusal.
    ///
    /// @return a sentence that says what is wrong with it
    public Optional<String> refusal(URI uri) {
        return switch (guard.admit(uri)) {
            case Guard.Verdict.Admitted _ -> Optional.empty();
            case Guard.Verdict.Refused refused ->
                refused.reason() == NotSent.Obstacle.NAME_UNKNOWN ? Optional.empty() : Optional.of(refused.sentence());
        };
    }

    private Outcome hop(OutboundCall call, long sent) {
        return switch (guard.admit(call.uri())) {
            case Guard.Verdict.Refused(NotSent.Obstacle reason, String sentence) -> new NotSent(reason, sentence);
            case Guard.Verdict.Admitted(String host, List<InetAddress> pins) -> {
                if (pins.isEmpty()) {
                    yield exchange(call, sent);
                }
                PinnedNames.hold(host, pins);
                try {
                    yield cachedElsewhere(host, pins)
                            ? new NotSent(
                                    NotSent.Obstacle.ADDRESS_REFUSED, "The name " + host + " is changing; try again.")
                            : exchange(call, sent);
                } finally {
                    PinnedNames.release(host);
                }
            }
        };
    }

    /// The JVM keeps names for some seconds. If other code asked for this one earlier, the client might
    /// still be given what was true then.
    private static boolean cachedElsewhere(String host, List<InetAddress> pins) {
        try {
            return !pins.containsAll(List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException _) {
            return true;
        }
    }

    private Outcome exchange(OutboundCall call, long sent) {
        HttpRequest request;
        try {
            request = request(call);
        } catch (IllegalArgumentException _) {
            // The JDK's message quotes the value, which may be a key.
            return new NotSent(NotSent.Obstacle.REQUEST_INVALID, "A header has characters that cannot be sent.");
        }
        String host = call.uri().getHost();
        try {
            HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
            var body = new LimitedBody(answer.body(), call.limits(), sent, watches);
            return new Answered(answer.statusCode(), answer.headers(), body, call.uri());
        } catch (HttpConnectTimeoutException | ConnectException _) {
            return new NotSent(NotSent.Obstacle.CONNECT_FAILED, "The server " + host + " does not accept connections.");
        } catch (SSLHandshakeException failure) {
            log.debug("no TLS with {}", host, failure);
            return new NotSent(
                    NotSent.Obstacle.TLS_FAILED,
                    "No secure connection to " + host + ": its certificate is not trusted or"
                            + " it speaks another TLS version.");
        } catch (HttpTimeoutException _) {
            return new SentNoAnswer(
                    SentNoAnswer.Silence.TIMED_OUT,
                    "The server " + host + " did not answer in "
                            + call.limits().firstByte().toSeconds() + " s.");
        } catch (IOException failure) {
            log.debug("connection to {} broke", host, failure);
            return new SentNoAnswer(
                    SentNoAnswer.Silence.CONNECTION_BROKEN, "The connection to " + host + " broke before it answered.");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new SentNoAnswer(SentNoAnswer.Silence.INTERRUPTED, "The call to " + host + " was given up.");
        }
    }

    private static HttpRequest request(OutboundCall call) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(call.uri())
                .timeout(call.limits().firstByte())
                .setHeader("User-Agent", USER_AGENT)
                .method(call.method(), publisher(call.payload()));
        if ("http".equalsIgnoreCase(call.uri().getScheme())) {
            // Plain servers answer the upgrade to HTTP/2 in strange ways.
            builder.version(HttpClient.Version.HTTP_1_1);
        }
        call.headers().forEach((name, value) -> builder.setHeader(name, value.reveal()));
        return builder.build();
    }

    private static BodyPublisher publisher(OutboundCall.Payload payload) {
        return switch (payload) {
            case OutboundCall.Payload.None _ -> BodyPublishers.noBody();
            case OutboundCall.Payload.Bytes(byte[] bytes) -> BodyPublishers.ofByteArray(bytes);
            case OutboundCall.Payload.Content content ->
                BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(content.open()), content.length());
        };
    }

    private static boolean followed(OutboundCall call, Answered answer) {
        boolean redirect = switch (answer.status()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
        return redirect && call.limits().redirectsMax() > 0 && FOLLOWED_METHODS.contains(call.method());
    }

    private static Optional<URI> location(Answered answer) {
        try {
            return answer.header("location").map(URI::create).map(answer.uri()::resolve);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Map<String, Secret> kept(OutboundCall call, URI next) {
        if (origin(call.uri()).equals(origin(next))) {
            return call.headers();
        }
        Map<String, Secret> harmless = new HashMap<>(call.headers());
        harmless.keySet().removeIf(name -> !HARMLESS_HEADERS.contains(name.toLowerCase(Locale.ROOT)));
        return harmless;
    }

    private static String origin(URI uri) {
        return (uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort()).toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        client.shutdownNow();
        watches.shutdownNow();
        guard.close();
    }
}
