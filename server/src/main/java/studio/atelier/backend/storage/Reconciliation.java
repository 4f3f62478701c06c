package studio.atelier.backend.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Brings the second store's objects to the first from time to time. On every node, because a second store
/// that is a folder is each node's own; the housekeeping that the cluster shares would not see it.
final class Reconciliation implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

    private final ObjectStore store;
    private final Duration every;
    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("object-reconciliation").daemon().factory());
    private volatile boolean running;

    Reconciliation(ObjectStore store, Duration every) {
        this.store = store;
        this.every = every;
    }

    @Override
    public void start() {
        running = true;
        if (store instanceof FallbackObjectStore both) {
            var _ = clockwork.scheduleWithFixedDelay(
                    () -> run(both), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void run(FallbackObjectStore both) {
        try {
            both.reconcile();
        } catch (IOException | RuntimeException failure) {
            log.warn("objects of the second store have to wait: {}", failure.getMessage());
        }
    }

    @Override
    public void stop() {
        running = false;
        clockwork.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
