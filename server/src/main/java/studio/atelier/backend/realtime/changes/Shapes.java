package studio.atelier.backend.realtime.changes;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What may be subscribed to, as the database had it when somebody last changed tables, policies or rights.
/// Thread-safe.
final class Shapes {

    /// What the log does not tell, such as a role that may see everything from now on, is noticed after this.
    private static final Duration AGE_MAX = Duration.ofSeconds(30);

    /// @param tables  by oid
    /// @param watched whether the log tells of changes; if not, nothing read is kept
    record Read(Map<Long, Shape> tables, boolean watched) {

        Read {
            tables = Map.copyOf(tables);
        }

        /// With the very objects of before where nothing changed, which are quickly found equal.
        Read keeping(Read before) {
            Map<Long, Shape> kept = new HashMap<>();
            tables.forEach((oid, shape) -> {
                Shape old = before.tables().get(oid);
                kept.put(oid, old != null && old.equals(shape) ? old : shape);
            });
            return new Read(kept, watched);
        }

        Optional<Shape> table(long oid) {
            return Optional.ofNullable(tables.get(oid));
        }

        /// The named views over a table.
        List<Shape> viewsOf(long base) {
            return tables.values().stream()
                    .filter(shape -> shape.source() != null && shape.source().base() == base)
                    .toList();
        }
    }

    private final Supplier<Read> store;
    private final LongSupplier nanos;
    private @Nullable Read latest;
    private long epoch = -1;
    private long readAt;

    /// @param store reads the catalog
    /// @param nanos a clock that only grows
    Shapes(Supplier<Read> store, LongSupplier nanos) {
        this.store = store;
        this.nanos = nanos;
    }

    /// @param wanted counts the changes of tables, policies and rights that the caller has heard of and that
    ///     can be read by now
    synchronized Read at(long wanted) {
        Read known = latest;
        if (known != null && known.watched() && epoch >= wanted && nanos.getAsLong() - readAt < AGE_MAX.toNanos()) {
            return known;
        }
        return read(wanted);
    }

    /// Read since then, so that nothing that was done before is missing though the log has not told it yet.
    ///
    /// @param since by the clock that was given
    synchronized Read since(long since, long wanted) {
        Read known = latest;
        return known != null && readAt - since > 0 ? known : read(wanted);
    }

    private Read read(long wanted) {
        Read known = latest;
        long begun = nanos.getAsLong();
        Read read = known == null ? store.get() : store.get().keeping(known);
        latest = read;
        epoch = wanted;
        readAt = begun;
        return read;
    }

    /// Changes may have been missed: what is known is not used again.
    synchronized void forget() {
        latest = null;
    }
}
