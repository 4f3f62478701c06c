/// Recurring housekeeping. A room offers what it wants done as a bean; one node at a time does it, and a
/// crash of that node hands it to another.
@NullMarked
@ApplicationModule(
        id = "platform.schedule",
        displayName = "Platform: schedule",
        allowedDependencies = {"platform.database"})
package studio.atelier.platform.schedule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
