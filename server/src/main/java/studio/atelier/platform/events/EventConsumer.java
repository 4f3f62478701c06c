package studio.atelier.platform.events;

import java.util.Set;
import java.util.function.BiConsumer;
import studio.atelier.platform.database.Tx;

/// Listens to events. A room offers it as a bean. One instance per name works at a time, whatever the
/// number of nodes.
public interface EventConsumer {

    /// Names the cursor: never renamed, or everything is told again. `credits.signup_grant`.
    String name();

    /// The types it wants, at least one.
    Set<String> types();

    /// Handles one event in a transaction that also moves the cursor: what it writes with `tx` happens
    /// exactly once. What it does besides may happen again, so it is idempotent by the event's id. A throw
    /// rolls back and is tried again, later each time; the events behind it wait.
    ///
    /// @param tx runs as the system
    void handle(Tx tx, Event event);

    /// A consumer of one kind of event.
    static <E extends Record> EventConsumer of(String name, Class<E> event, BiConsumer<Tx, E> handler) {
        String type = EventJson.typeOf(event);
        return new EventConsumer() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Set<String> types() {
                return Set.of(type);
            }

            @Override
            public void handle(Tx tx, Event stored) {
                handler.accept(tx, stored.as(event));
            }
        };
    }
}
