/// Things that happened, told to whoever listens: a row in the publisher's transaction, a cursor per
/// listener, at least once and in order. And [studio.atelier.platform.events.Signals], which wakes waiting
/// threads on every node.
@NullMarked
@ApplicationModule(
        id = "platform.events",
        displayName = "Platform: events",
        allowedDependencies = {"platform.settings", "platform.database"})
package studio.atelier.platform.events;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
