package studio.atelier.engine.workers;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import studio.atelier.engine.generation.RemoteDemand;
import studio.atelier.engine.generation.RemoteRuns;

/// How much work waits for workers, for whoever decides how many there should be. Looks at most once a
/// second, however often it is asked. Thread-safe. Source: C59; DESIGN 7.
final class Demand {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final RemoteRuns runs;
    private final JobKinds kinds;
    private final Clock clock;
    private volatile Seen seen = new Seen(Instant.EPOCH, Map.of());

    private record Seen(Instant at, Map<String, RemoteDemand> byKind) {}

    Demand(RemoteRuns runs, JobKinds kinds, Clock clock) {
        this.runs = runs;
        this.kinds = kinds;
        this.clock = clock;
    }

    /// @return zeros where there is nothing
    RemoteDemand of(String kind) {
        return now().getOrDefault(kind, new RemoteDemand(kind, 0, 0, Duration.ZERO));
    }

    /// Every kind the catalog knows, and those of runs that wait although their model is gone.
    Map<String, RemoteDemand> all() {
        Map<String, RemoteDemand> all = kinds.all().stream().collect(Collectors.toMap(Function.identity(), this::of));
        all.putAll(now());
        return Map.copyOf(all);
    }

    private Map<String, RemoteDemand> now() {
        Seen last = seen;
        Instant time = clock.instant();
        if (last.at().plus(FRESH).isAfter(time)) {
            return last.byKind();
        }
        Map<String, RemoteDemand> byKind = runs.demand().stream()
                .collect(Collectors.toUnmodifiableMap(RemoteDemand::jobKind, Function.identity()));
        seen = new Seen(time, byKind);
        return byKind;
    }
}
