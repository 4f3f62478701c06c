package studio.atelier.backend.storage;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
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
    private final LongSupplier free;
    private final LongSupplier total;
    private final long freeMin;
    private final AtomicBoolean told = new AtomicBoolean();

    /// @param free  bytes; without end when the system does not say
    /// @param total bytes; 0 when the system does not say
    Capacity(
            Transactions transactions,
            Events events,
            MeterRegistry registry,
            LongSupplier free,
            LongSupplier total,
            long freeMin) {
        this.transactions = transactions;
        this.events = events;
        this.free = free;
        this.total = total;
        this.freeMin = freeMin;
        Metrics.STORAGE_FREE_BYTES.gauge(registry, free::getAsLong);
    }

    /// The disk of the objects, in bytes.
    ///
    /// @param low whether somebody should look
    record Disk(long free, long total, boolean low) {}

    Disk disk() {
        long left = free.getAsLong();
        long all = total.getAsLong();
        return new Disk(left, all, left < Math.max(2 * freeMin, (long) (LOW * all)));
    }

    void look() {
        Disk disk = disk();
        if (told.getAndSet(disk.low()) == disk.low()) {
            return;
        }
        if (disk.low()) {
            log.warn("the disk of the objects runs low: {} of {} bytes are free", disk.free(), disk.total());
            transactions.asSystem("tell of the disk", tx -> {
                events.publish(tx, new StorageRanLow(disk.free(), disk.total()));
                return null;
            });
        } else {
            log.info("the disk of the objects has room again: {} of {} bytes are free", disk.free(), disk.total());
        }
    }
}
