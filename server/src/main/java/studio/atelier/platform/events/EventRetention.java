package studio.atelier.platform.events;

import java.time.Duration;
import studio.atelier.platform.database.Transactions;

/// Deletes events that are old and read by all; very old ones even when somebody has not read them, so that
/// a consumer that was taken out does not keep them for ever. And mends the order after a restore into
/// another database cluster, whose transaction numbers begin lower.
final class EventRetention {

    private static final int DELETED_AT_ONCE_MAX = 5_000;
    private static final int UNREAD_FACTOR = 4;

    private final Transactions transactions;
    private final Duration kept;

    EventRetention(Transactions transactions, Duration kept) {
        this.transactions = transactions;
        this.kept = kept;
    }

    /// @return how many were deleted
    int prune() {
        int all = 0;
        int deleted;
        do {
            deleted = transactions.asSystem(
                    "events retention",
                    tx -> tx.sql("""
                            with low as (
                              select tx, event_id from atelier.event_cursors order by tx, event_id limit 1
                            )
                            delete from atelier.events
                            where id in (
                              select id
                              from atelier.events
                              where created_at < now() - :kept_ms * interval '1 millisecond'
                                and (
                                  created_at < now() - :unread_ms * interval '1 millisecond'
                                  or (tx, id) <= (select tx, event_id from low)
                                )
                              order by created_at
                              limit :deleted_max
                              for update skip locked
                            )
                            """)
                            .param("kept_ms", kept.toMillis())
                            .param("unread_ms", kept.toMillis() * UNREAD_FACTOR)
                            .param("deleted_max", DELETED_AT_ONCE_MAX)
                            .update());
            all += deleted;
        } while (deleted == DELETED_AT_ONCE_MAX);
        return all;
    }

    /// Before anything is published: a committed event or a cursor cannot be ahead of the newest
    /// transaction, unless it came from another cluster.
    void mendOrder() {
        transactions.asSystem("events restore", tx -> {
            tx.sql("""
                    update atelier.events set tx = '0'
                    where tx >= pg_snapshot_xmax(pg_current_snapshot())
                    """).update();
            return tx.sql("""
                    update atelier.event_cursors set tx = '0'
                    where tx >= pg_snapshot_xmax(pg_current_snapshot())
                    """).update();
        });
    }
}
