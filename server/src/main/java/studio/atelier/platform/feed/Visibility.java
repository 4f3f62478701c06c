package studio.atelier.platform.feed;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.database.Transactions;

/// Waits until what the log told can also be read. A commit is in the log a moment before other transactions
/// see it, and on a busy machine that moment is long enough to read the row as it was. Thread-safe. Source:
/// PostgreSQL's `RecordTransactionCommit`, which comes before `ProcArrayEndTransaction`.
public final class Visibility {

    private static final Logger log = LoggerFactory.getLogger(Visibility.class);
    private static final Duration PAUSE_FIRST = Duration.ofMillis(1);
    private static final Duration PAUSE_MAX = Duration.ofMillis(50);

    private final Transactions transactions;
    private final Duration limit;

    /// The latest one read: what it shows, every later one shows too.
    private volatile @Nullable Snapshot latest;

    /// @param limit a commit that takes longer is told as the database shows it
    Visibility(Transactions transactions, Duration limit) {
        this.transactions = transactions;
        this.limit = limit;
    }

    /// Waits for the transaction of a change.
    ///
    /// @param xid the lower 32 bits of its number
    /// @return whether it can be read now; false after ten seconds, with a line in the log
    public boolean await(long xid) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        Duration pause = PAUSE_FIRST;
        while (!visible(xid)) {
            if (System.nanoTime() >= until) {
                log.warn("transaction {} cannot be read yet after {} ms", xid, limit.toMillis());
                return false;
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
        }
        return true;
    }

    private boolean visible(long xid) {
        Snapshot known = latest;
        if (known != null && known.shows(xid)) {
            return true;
        }
        Snapshot now = Snapshot.parse(transactions.asSystem(
                "feed",
                tx -> tx.sql("select pg_current_snapshot()::text")
                        .query(String.class)
                        .single()));
        latest = now;
        return now.shows(xid);
    }

    /// @param xmin    all before have ended
    /// @param xmax    none from here on has ended
    /// @param running those between that have not ended
    private record Snapshot(long xmin, long xmax, Set<Long> running) {

        /// @param text `xmin:xmax:xid,xid`, as PostgreSQL writes it
        static Snapshot parse(String text) {
            String[] parts = text.split(":", -1);
            Set<Long> running = parts[2].isEmpty()
                    ? Set.of()
                    : Arrays.stream(parts[2].split(",")).map(Long::valueOf).collect(Collectors.toUnmodifiableSet());
            return new Snapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), running);
        }

        boolean shows(long lowerBits) {
            // The log leaves the upper bits out: of the numbers that end so it is the one next to ours, before it
            // or, while it is being committed, after it.
            long xid = xmax + (int) (lowerBits - xmax);
            return xid < xmin || (xid < xmax && !running.contains(xid));
        }
    }
}
