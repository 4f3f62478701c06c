package studio.atelier.platform.feed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.database.Transactions;

/// Waits until what the log told can also be read. A commit is in the log a moment before other transactions
/// see it, and on a busy machine that moment is long enough to read the row as it was. Thread-safe. Source:
/// PostgreSQL's `RecordTransactionCommit`, which comes before `ProcArrayEndTransaction`.
final class Visibility {

    private static final Logger log = LoggerFactory.getLogger(Visibility.class);
    private static final Duration PAUSE_FIRST = Duration.ofMillis(1);
    private static final Duration PAUSE_MAX = Duration.ofMillis(50);
    private static final int SEEN_MAX = 1_000;

    private final Transactions transactions;
    private final Duration limit;
    private final Cache<Long, Boolean> seen =
            Caffeine.newBuilder().maximumSize(SEEN_MAX).build();

    /// @param limit a commit that takes longer is told as the database shows it
    Visibility(Transactions transactions, Duration limit) {
        this.transactions = transactions;
        this.limit = limit;
    }

    void await(Change change) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        Duration pause = PAUSE_FIRST;
        while (!visible(change.xid())) {
            if (System.nanoTime() >= until) {
                log.warn("{} cannot be read yet after {} ms", change, limit.toMillis());
                return;
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
        }
    }

    /// Listeners of one change, and of one transaction, ask once.
    private boolean visible(long xid) {
        if (seen.getIfPresent(xid) != null) {
            return true;
        }
        boolean visible = transactions.asSystem(
                "feed", tx -> tx.sql("""
                        with now as (
                          select pg_current_snapshot() as snapshot,
                                 pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next
                        ), whole as (
                          select snapshot, next, (next >> 32 << 32) + :xid as xid from now
                        )
                        select pg_visible_in_snapshot(
                          (case when xid > next then xid - (1::bigint << 32) else xid end)::text::xid8, snapshot)
                        from whole
                        """).param("xid", xid).query(Boolean.class).single());
        if (visible) {
            seen.put(xid, true);
        }
        return visible;
    }
}
