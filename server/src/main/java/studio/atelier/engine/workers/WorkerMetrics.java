package studio.atelier.engine.workers;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.context.SmartLifecycle;
import studio.atelier.platform.telemetry.Metrics;

/// What is measured of workers and of the work that waits for them; labels are the kinds of the catalog and
/// the states a worker can have.
final class WorkerMetrics implements SmartLifecycle {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final MeterRegistry meters;
    private final Workers workers;
    private final Clock clock;
    private final Demand demand;
    private final JobKinds kinds;
    private volatile Seen seen = new Seen(Instant.EPOCH, Map.of());
    private volatile boolean running;

    private record Seen(Instant at, Map<WorkerState, Long> byState) {}

    WorkerMetrics(MeterRegistry meters, Workers workers, Demand demand, JobKinds kinds) {
        this.meters = meters;
        this.workers = workers;
        this.demand = demand;
        this.kinds = kinds;
        this.clock = workers.clock();
    }

    /// The kinds are known once the database is there.
    @Override
    public void start() {
        for (WorkerState state : WorkerState.values()) {
            Metrics.WORKERS.gauge(meters, () -> count(state), state.word());
        }
        for (String kind : kinds.all()) {
            Metrics.WORKER_JOBS_WAITING.gauge(meters, () -> demand.of(kind).waiting(), kind);
            Metrics.WORKER_JOBS_LEASED.gauge(meters, () -> demand.of(kind).leased(), kind);
            Metrics.WORKER_JOBS_OLDEST.gauge(
                    meters, () -> demand.of(kind).oldest().toSeconds(), kind);
        }
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private long count(WorkerState state) {
        Seen last = seen;
        Instant now = clock.instant();
        if (last.at().plus(FRESH).isBefore(now)) {
            last = new Seen(
                    now, workers.list().stream().collect(Collectors.groupingBy(workers::state, Collectors.counting())));
            seen = last;
        }
        return last.byState().getOrDefault(state, 0L);
    }
}
