package studio.atelier.platform.events;

import java.util.UUID;
import studio.atelier.platform.database.Trip;
import studio.atelier.platform.database.Tx;

/// Where a room says what happened. The publisher knows no listener. Thread-safe.
public final class Events {

    /// The signal that an event of this type was committed. One for each type, so that those who want
    /// none of
    /// them sleep on.
    static String signal(String type) {
        return "event " + type;
    }

    private final Signals signals;

    public Events(Signals signals) {
        this.signals = signals;
    }

    /// Forgets events that name this id, read or not; for somebody who goes.
    ///
    /// @param tx in its system part
    public void forget(Tx tx, UUID id) {
        tx.sql("delete from atelier.events where strpos(payload::text, :id) > 0")
                .param("id", id.toString())
                .update();
    }

    /// Stores the event in this transaction; it exists if and only if the transaction commits.
    ///
    /// @param tx    in its system part: people may not write events
    /// @param event a record with [EventType], small (at most 64 KiB as JSON), without secrets
    public void publish(Tx tx, Record event) {
        Trip trip = tx.trip();
        publish(tx, trip, event);
        trip.send();
    }

    /// The same with other statements.
    ///
    /// @param trip of this transaction
    public void publish(Tx tx, Trip trip, Record event) {
        String type = EventJson.typeOf(event.getClass());
        trip.sql("insert into atelier.events (type, payload) values (:type, :payload::jsonb)")
                .param("type", type)
                .param("payload", EventJson.write(event))
                .update();
        signals.afterCommit(tx, signal(type));
    }
}
