package studio.atelier.platform.http.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.web.servlet.HandlerMapping;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.telemetry.Metrics;

/// One line and one count for each finished request. Names the route, never the query; a path that no route
/// matched only where programs speak, because elsewhere it may be a capability.
final class AccessLog implements RequestLog {

    private static final Logger log = LoggerFactory.getLogger("access");
    private static final int PATH_LENGTH_MAX = 200;
    private static final int PEOPLE_MAX = 100_000;
    private static final Duration ACTIVE = Duration.ofMinutes(5);
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final MeterRegistry registry;

    /// Few kinds, all from closed sets.
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    /// Whoever asked lately. Source: B181.
    private final Cache<UUID, Boolean> people = Caffeine.newBuilder()
            .maximumSize(PEOPLE_MAX)
            .expireAfterAccess(ACTIVE)
            .build();

    AccessLog(MeterRegistry registry) {
        this.registry = registry;
        Metrics.PEOPLE_ACTIVE.gauge(registry, this::active);
    }

    private long active() {
        people.cleanUp();
        return people.estimatedSize();
    }

    /// What is counted apart.
    private record Kind(String surface, String method, int hundreds) {}

    private Timer timer(Kind kind) {
        return Metrics.HTTP_REQUESTS.timer(registry, kind.surface(), kind.method(), kind.hundreds() + "xx");
    }

    @Override
    public void log(Request request, Response response) {
        Duration took = Duration.ofNanos(System.nanoTime() - request.getBeginNanoTime());
        int status = response.getStatus();
        Map<String, Object> keys = new LinkedHashMap<>();
        String surface = "none";
        if (request.getAttribute(Trace.ATTRIBUTE) instanceof Trace trace) {
            surface = trace.surface().label();
            describe(trace, request, keys);
        }
        keys.put("method", method(request));
        keys.put("status", status);
        keys.put("duration_ms", took.toMillis());
        keys.put("bytes_in", Request.getContentBytesRead(request));
        keys.put("bytes_out", Response.getContentBytesWritten(response));
        LoggingEventBuilder line = log.atInfo();
        for (var key : keys.entrySet()) {
            line = line.addKeyValue(key.getKey(), key.getValue());
        }
        line.log("request finished");
        timers.computeIfAbsent(new Kind(surface, method(request), status / 100), this::timer)
                .record(took);
    }

    private void describe(Trace trace, Request request, Map<String, Object> keys) {
        keys.put("request_id", trace.exchange().requestId());
        keys.put("surface", trace.surface().label());
        keys.put("route", route(trace, request));
        keys.put("address", trace.exchange().address());
        Caller caller = trace.caller();
        if (caller != null) {
            keys.put("role", caller.actor().role().sql());
            UUID person = caller.actor().userId();
            if (person != null) {
                keys.put("user_id", person);
                // Finding somebody is a look, writing is work for the cache each time.
                if (people.getIfPresent(person) == null) {
                    people.put(person, true);
                }
            }
        }
        String problem = trace.problem();
        if (problem != null) {
            keys.put("code", problem);
            Metrics.HTTP_REFUSALS.counter(registry, problem).increment();
        }
    }

    private static String route(Trace trace, Request request) {
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        if (pattern != null) {
            return pattern.toString();
        }
        if (!trace.surface().programmatic()) {
            return "/" + trace.surface().label();
        }
        String path = trace.path();
        return path.length() <= PATH_LENGTH_MAX ? path : path.substring(0, PATH_LENGTH_MAX) + "...";
    }

    private static String method(Request request) {
        return METHODS.contains(request.getMethod()) ? request.getMethod() : "OTHER";
    }
}
