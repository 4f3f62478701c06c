package studio.atelier.platform.events;

import java.util.List;
import java.util.UUID;
import studio.atelier.platform.database.Trip;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

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
        publish(tx, trip, List.of(event));
        trip.send();
    }

    /// The same of several, with other statements.
    ///
    /// @param trip of this transaction
    public void publish(Tx tx, Trip trip, List<? extends Record> events) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (Record event : events) {
            String type = EventJson.typeOf(event.getClass());
            rows.addObject().put("type", type).set("payload", EventJson.write(event));
            signals.afterCommit(tx, signal(type));
        }
        trip.sql("""
                insert into atelier.events (type, payload)
                select e.type, e.payload
                from jsonb_to_recordset(:events::jsonb) as e (type text, payload jsonb)
                """).param("events", rows).update();
    }
}
