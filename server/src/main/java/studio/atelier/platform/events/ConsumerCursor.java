package studio.atelier.platform.events;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;

/// Moves one consumer along the events, one event and one transaction at a time. Holds no state: it is all
/// in the row of the cursor, and who locks that row is the one instance that works.
final class ConsumerCursor {

    /// Events looked at in one statement; most are of types this consumer does not want.
    private static final int LOOK_AT_MAX = 500;

    private static final int ERROR_LENGTH_MAX = 500;
    private static final Duration RETRY_FIRST = Duration.ofSeconds(1);
    private static final Duration RETRY_MAX = Duration.ofMinutes(5);
    private static final int DOUBLINGS_MAX = 9;

    private final EventConsumer consumer;
    private final Transactions transactions;

    ConsumerCursor(EventConsumer consumer, Transactions transactions) {
        this.consumer = consumer;
        this.transactions = transactions;
    }

    /// What one step came to.
    sealed interface Step {

        /// Moved on; there may be more.
        record Moved() implements Step {}

        /// Nothing to do until something happens.
        record Idle() implements Step {}

        /// There are events, but a transaction that may yet publish earlier ones is still running.
        record Unsettled() implements Step {}

        /// The next event failed; not before this time is over.
        record Waiting(Duration rest) implements Step {}

        /// Another node is at it.
        record Elsewhere() implements Step {}
    }

    /// @param tx       `xid8` as text
    /// @param waitMs   milliseconds until the next try; 0 or less for none
    private record Position(String tx, long eventId, long waitMs) {}

    /// @param event the next one wanted; null when none of those looked at is
    private record Look(String tx, long eventId, @Nullable Event event) {}

    /// Makes the cursor. A new consumer is told everything that is still kept.
    void register() {
        transactions.asSystem(
                "events", tx -> tx.sql("""
                        insert into atelier.event_cursors (consumer)
                        values (:name)
                        on conflict do nothing
                        """).param("name", consumer.name()).update());
    }

    Step step() {
        try {
            return transactions.asSystem("events " + consumer.name(), this::step);
        } catch (HandlerFailed failed) {
            return failed(failed);
        }
    }

    private Step step(Tx tx) {
        Optional<Position> locked = lock(tx);
        if (locked.isEmpty()) {
            return new Step.Elsewhere();
        }
        Position position = locked.get();
        if (position.waitMs() > 0) {
            return new Step.Waiting(Duration.ofMillis(position.waitMs()));
        }
        Optional<Look> look = look(tx, position);
        if (look.isEmpty()) {
            return unsettled(tx, position) ? new Step.Unsettled() : new Step.Idle();
        }
        Event event = look.get().event();
        if (event != null) {
            try {
                consumer.handle(tx, event);
            } catch (RuntimeException failure) {
                throw new HandlerFailed(event, failure);
            }
        }
        move(tx, look.get());
        return new Step.Moved();
    }

    private Optional<Position> lock(Tx tx) {
        return tx.sql("""
                select tx::text, event_id, ceil(extract(epoch from retry_at - clock_timestamp()) * 1000)::bigint
                from atelier.event_cursors
                where consumer = :name
                for update skip locked
                """)
                .param("name", consumer.name())
                .query((row, _) -> new Position(row.getString(1), row.getLong(2), row.getLong(3)))
                .optional();
    }

    /// One statement, because both questions (what is next, how far may the cursor go) need the same
    /// snapshot.
    private Optional<Look> look(Tx tx, Position position) {
        return tx.sql("""
                with settled as materialized (
                  select id, tx, type
                  from atelier.events
                  where (tx, id) > (:tx::xid8, :id) and tx < pg_snapshot_xmin(pg_current_snapshot())
                  order by tx, id
                  limit :look_at_max
                ),
                wanted as (
                  select id, tx from settled where type = any(:types) order by tx, id limit 1
                ),
                target as (
                  select id, tx, true as hit from wanted
                  union all
                  (select id, tx, false from settled where not exists (select from wanted) order by tx desc, id desc limit 1)
                )
                select t.tx::text, t.id, t.hit, e.type, e.payload::text, e.created_at
                from target t
                join atelier.events e on e.id = t.id
                """)
                .param("tx", position.tx())
                .param("id", position.eventId())
                .param("look_at_max", LOOK_AT_MAX)
                .param("types", consumer.types().toArray(String[]::new))
                .query((row, _) -> {
                    Instant createdAt = row.getObject(6, OffsetDateTime.class).toInstant();
                    var event = new Event(row.getLong(2), row.getString(4), row.getString(5), createdAt);
                    return new Look(row.getString(1), row.getLong(2), row.getBoolean(3) ? event : null);
                })
                .optional();
    }

    private static boolean unsettled(Tx tx, Position position) {
        return tx.sql("select exists (select from atelier.events where (tx, id) > (:tx::xid8, :id))")
                .param("tx", position.tx())
                .param("id", position.eventId())
                .query(Boolean.class)
                .single();
    }

    private void move(Tx tx, Look look) {
        tx.sql("""
                update atelier.event_cursors
                set tx = :tx::xid8, event_id = :id, attempts = 0, retry_at = null, last_error = null
                where consumer = :name
                """)
                .param("tx", look.tx())
                .param("id", look.eventId())
                .param("name", consumer.name())
                .update();
    }

    private Step failed(HandlerFailed failed) {
        String error = failed.reason().getClass().getSimpleName() + ": "
                + failed.reason().getMessage();
        int attempts = transactions.asSystem(
                "events " + consumer.name(),
                tx -> tx.sql("""
                        update atelier.event_cursors
                        set attempts = attempts + 1,
                            last_error = :error,
                            retry_at = clock_timestamp()
                              + least(:first_ms * power(2, least(attempts, :doublings_max)), :max_ms) * interval '1 millisecond'
                        where consumer = :name
                        returning attempts
                        """)
                        .param(
                                "error",
                                error.length() > ERROR_LENGTH_MAX ? error.substring(0, ERROR_LENGTH_MAX) : error)
                        .param("first_ms", RETRY_FIRST.toMillis())
                        .param("doublings_max", DOUBLINGS_MAX)
                        .param("max_ms", RETRY_MAX.toMillis())
                        .param("name", consumer.name())
                        .query(Integer.class)
                        .single());
        ConsumerLoop.failed(consumer.name(), failed, attempts);
        return new Step.Moved();
    }

    /// Carries a handler's failure out of the transaction, which rolls back.
    static final class HandlerFailed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Event event;
        private final transient RuntimeException reason;

        HandlerFailed(Event event, RuntimeException reason) {
            super(reason);
            this.event = event;
            this.reason = reason;
        }

        Event event() {
            return event;
        }

        RuntimeException reason() {
            return reason;
        }
    }
}
