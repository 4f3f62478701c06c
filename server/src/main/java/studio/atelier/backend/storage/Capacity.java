package studio.atelier.backend.storage;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.telemetry.Metrics;

/// Watches the disk of the objects: tells once, in the log and as an event, when it runs low, and once when
/// there is room again. Source: C89. Thread-safe.
final class Capacity {

    static final Duration EVERY = Duration.ofMinutes(1);

    /// Of the whole disk: with less than this left somebody should look.
    private static final double LOW = 0.1;

    private static final Logger log = LoggerFactory.getLogger(Capacity.class);

    private final Transactions transactions;
    private final Events events;
    private final Drafts drafts;
    private final long freeMin;
    private final AtomicBoolean low = new AtomicBoolean();

    Capacity(Transactions transactions, Events events, MeterRegistry registry, Drafts drafts, long freeMin) {
        this.transactions = transactions;
        this.events = events;
        this.drafts = drafts;
        this.freeMin = freeMin;
        Metrics.STORAGE_FREE_BYTES.gauge(registry, drafts::free);
    }

    void look() {
        long free = drafts.free();
        long total = drafts.total();
        long threshold = Math.max(2 * freeMin, (long) (LOW * total));
        boolean now = free < threshold;
        if (low.getAndSet(now) == now) {
            return;
        }
        if (now) {
            log.warn("the disk of the objects runs low: {} of {} bytes are free", free, total);
            transactions.asSystem("tell of the disk", tx -> {
                events.publish(tx, new StorageRanLow(free, total));
                return null;
            });
        } else {
            log.info("the disk of the objects has room again: {} of {} bytes are free", free, total);
        }
    }
}
