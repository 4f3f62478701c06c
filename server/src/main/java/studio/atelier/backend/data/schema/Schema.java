package studio.atelier.backend.data.schema;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The catalog as it was read last. Read anew when somebody says so, and when a request names what it does
/// not hold. Thread-safe.
public final class Schema {

    private static final Logger log = LoggerFactory.getLogger(Schema.class);

    /// A request that names what is not there makes the catalog be read again at most this often.
    private static final Duration AGAIN_AFTER = Duration.ofMillis(500);

    private record Read(Catalog catalog, long at) {}

    private final Supplier<Catalog> source;
    private final AtomicReference<@Nullable Read> last = new AtomicReference<>();
    private final ReentrantLock reading = new ReentrantLock();

    /// @param source reads the catalog
    public Schema(Supplier<Catalog> source) {
        this.source = source;
    }

    public Catalog current() {
        Read read = last.get();
        return read == null ? reload(0).catalog() : read.catalog();
    }

    /// After a miss: the catalog read anew, unless that happened just now.
    ///
    /// @return null when it is the one the caller has seen
    @SuppressWarnings("ReferenceEquality") // the same reading, not an equal one
    public @Nullable Catalog newerThan(Catalog seen) {
        Read read = last.get();
        if (read != null && read.catalog() != seen) {
            return read.catalog();
        }
        if (read != null && System.nanoTime() - read.at() < AGAIN_AFTER.toNanos()) {
            return null;
        }
        return reload(System.nanoTime()).catalog();
    }

    /// Reads it now.
    public void reload() {
        reload(System.nanoTime());
    }

    /// Forgets it, where a change may have been missed.
    public void forget() {
        last.set(null);
    }

    private Read reload(long since) {
        reading.lock();
        try {
            Read read = last.get();
            if (read != null && read.at() >= since) {
                return read;
            }
            long begun = System.nanoTime();
            Read fresh = new Read(source.get(), begun);
            last.set(fresh);
            log.debug(
                    "the catalog was read in {} ms",
                    Duration.ofNanos(System.nanoTime() - begun).toMillis());
            return fresh;
        } finally {
            reading.unlock();
        }
    }
}
