package studio.atelier.backend.monitoring.internal;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import studio.atelier.backend.monitoring.Measure;

/// Writes down what this node failed at and how busy it was, every few seconds and once more at the stop.
/// What cannot be written is kept for the next turn.
final class Recorder implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Recorder.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final int KEPT_MAX = 1_000;

    private final FailureAppender appender;
    private final MeterRegistry registry;
    private final MonitoringStore store;
    private final Clock clock;
    private final Map<Measure, Long> written = new EnumMap<>(Measure.class);
    private final List<Failure> kept = new ArrayList<>();
    private volatile boolean running;
    private @Nullable Thread writer;

    Recorder(FailureAppender appender, MeterRegistry registry, MonitoringStore store, Clock clock) {
        this.appender = appender;
        this.registry = registry;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public void start() {
        running = true;
        appender.attach();
        writer = Thread.ofVirtual().name("monitoring").start(this::writeNowAndThen);
    }

    @Override
    public void stop() {
        running = false;
        appender.detach();
        if (writer != null) {
            writer.interrupt();
        }
        write();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void writeNowAndThen() {
        while (running) {
            try {
                Thread.sleep(EVERY);
            } catch (InterruptedException _) {
                return;
            }
            write();
        }
    }

    synchronized void write() {
        try {
            kept.addAll(appender.taken());
            Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
            Map<Measure, Long> totals = new EnumMap<>(Measure.class);
            Map<Measure, Long> more = new EnumMap<>(Measure.class);
            for (Measure measure : Measure.values()) {
                long total = measure.total(registry);
                totals.put(measure, total);
                long since = total - written.getOrDefault(measure, 0L);
                if (since > 0) {
                    more.put(measure, since);
                }
            }
            store.add(kept, hour, more);
            kept.clear();
            written.putAll(totals);
        } catch (RuntimeException failure) {
            // Not as an error: it would come back here.
            log.warn("what was failed at could not be written down yet: {}", failure.getMessage());
            if (kept.size() > KEPT_MAX) {
                kept.subList(KEPT_MAX, kept.size()).clear();
            }
        }
    }
}
