package studio.atelier.platform.events;

import java.time.Instant;

/// One stored event.
///
/// @param id        unique; not the order in which events are told
/// @param type      such as `generation.completed.v1`
/// @param payload   JSON object
/// @param createdAt start of the publisher's transaction
public record Event(long id, String type, String payload, Instant createdAt) {

    /// The payload as the record it was published as.
    public <E extends Record> E as(Class<E> record) {
        return EventJson.read(payload, record);
    }

    @Override
    public String toString() {
        return "Event[" + id + " " + type + "]";
    }
}
